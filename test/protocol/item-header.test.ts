import { describe, expect, test } from "bun:test";
import { toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import type { SignedItem } from "../../src/protocol/item.ts";
import { canonicalText, itemHeader } from "../../src/protocol/item-header.ts";

const HASH = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));
const ID = (last: string) => `01980000-0000-7000-8000-00000000000${last}`;

const QUESTION: Omit<SignedItem, "signature"> = {
  kind: "Message",
  id: ID("3"),
  spaceId: ID("1"),
  sessionId: ID("2"),
  senderKeyId: HASH(1),
  senderAgentName: "Zoë's deployer",
  keyId: HASH(2),
  rosterNumber: 4,
  rosterHash: HASH(3),
  seenSeq: 5,
  seenDigest: HASH(4),
  at: "2026-11-22T09:30:00.000Z",
  about: null,
  responseRequired: true,
  participants: "Anyone",
  until: "2026-11-23T09:30:00.000Z",
  priority: "High",
  encryptedContent: { ciphertext: "AAAA" },
  encryptedComponents: { ciphertext: "BBBB" },
};

/** The value of one line. */
function line(item: Omit<SignedItem, "signature">, name: string): string | undefined {
  return itemHeader(item)
    .split("\n")
    .find((text) => text.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

describe("the header of an item", () => {
  test("is these lines in this order, each ended by a line feed", () => {
    expect(itemHeader(QUESTION)).toBe(
      [
        "hiloop/v1/item",
        `space ${ID("1")}`,
        `session ${ID("2")}`,
        "kind Message",
        `item ${ID("3")}`,
        `from ${HASH(1)}`,
        `as ${toBase64Url(utf8("Zoë's deployer"))}`,
        `key ${HASH(2)}`,
        `roster 4 ${HASH(3)}`,
        `seen 5 ${HASH(4)}`,
        "at 2026-11-22T09:30:00.000Z",
        "about ",
        "asks yes",
        "until 2026-11-23T09:30:00.000Z",
        "priority High",
        "fields components,content",
        "",
      ].join("\n"),
    );
  });

  test("says who may answer only when it asks", () => {
    expect(line({ ...QUESTION, participants: "People" }, "asks")).toBe("people");
    expect(line({ ...QUESTION, participants: "People", responseRequired: false }, "asks")).toBe("");
  });

  test("names what the item is about with its digest, and nothing when nothing was seen", () => {
    const about = { id: ID("9"), digest: HASH(9) };
    expect(line({ ...QUESTION, about }, "about")).toBe(`${ID("9")} ${HASH(9)}`);
    expect(line({ ...QUESTION, seenSeq: 0, seenDigest: "" }, "seen")).toBe("0");
  });

  test("sorts its fields by name, whatever their order in the JSON", () => {
    const titled = { encryptedTitle: { ciphertext: "AAAA" }, ...QUESTION };
    expect(line(titled, "fields")).toBe("components,content,title");
  });

  test.each(["x\nasks yes", "x\r", "ä", "a/b", "a=b", "tab\there"])(
    "refuses the value %p, which could be read as other lines",
    (value) => {
      expect(() => canonicalText("first", [["name", value]])).toThrow("cannot hold");
      expect(() => itemHeader({ ...QUESTION, at: value })).toThrow("cannot hold");
    },
  );

  test("has no line that a name could forge", () => {
    expect(itemHeader({ ...QUESTION, senderAgentName: "x\nasks yes\n" }).split("\n")).toHaveLength(17);
  });
});
