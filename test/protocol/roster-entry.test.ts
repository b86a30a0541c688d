import { expect, test } from "bun:test";
import * as v from "valibot";
import { toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import { type RosterEntry, RosterEntrySchema, rosterEntryText } from "../../src/protocol/roster-entry.ts";

const HASH = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));
const ENTRY: RosterEntry = {
  spaceId: "01980000-0000-7000-8000-000000000001",
  n: 3,
  prev: HASH(1),
  op: "add",
  memberId: "01980000-0000-7000-8000-000000000002",
  kind: "Invite",
  role: "Member",
  name: "Zoë\nPhone",
  sign: HASH(2),
  hpke: HASH(3),
  epoch: 0,
  until: "2026-11-29T09:30:00.000Z",
  at: "2026-11-22T09:30:00.000Z",
  by: HASH(4),
  signature: toBase64Url(new Uint8Array(64)),
};

test("the text of an entry is these lines in this order", () => {
  expect(rosterEntryText(ENTRY)).toBe(
    [
      "hiloop/v1/roster",
      `space ${ENTRY.spaceId}`,
      "n 3",
      `prev ${HASH(1)}`,
      "op add",
      `member ${ENTRY.memberId}`,
      "kind Invite",
      "role Member",
      `name ${toBase64Url(utf8("Zoë\nPhone"))}`,
      `sign ${HASH(2)}`,
      `hpke ${HASH(3)}`,
      "epoch 0",
      `until ${ENTRY.until}`,
      `at ${ENTRY.at}`,
      `by ${HASH(4)}`,
      "",
    ].join("\n"),
  );
});

test("lines that an operation does not use are empty", () => {
  const epoch = { ...ENTRY, op: "epoch", memberId: "", kind: "", role: "", name: "", sign: "", until: "" };
  const entry = v.parse(RosterEntrySchema, { ...epoch, epoch: 1 });
  expect(rosterEntryText(entry)).toContain("op epoch\nmember \nkind \nrole \nname \nsign \n");
});

test.each([
  ["an unknown operation", { op: "replace" }],
  ["an unknown kind", { kind: "Robot" }],
  ["an unknown line", { note: "x" }],
  ["a negative number", { n: -1 }],
  ["a short key", { sign: "AAAA" }],
  ["a name over 240 characters", { name: "x".repeat(241) }],
])("an entry with %s is refused", (_name, change) => {
  expect(v.is(RosterEntrySchema, ENTRY)).toBe(true);
  expect(v.is(RosterEntrySchema, { ...ENTRY, ...change })).toBe(false);
});
