import { expect, test } from "bun:test";
import type { Connection } from "../../src/client/connection.ts";
import { createGuestToken } from "../../src/client/guests.ts";
import { inboxAddress } from "../../src/client/inbox-address.ts";
import { inviteDevice } from "../../src/client/membership.ts";
import { createSession, inboxUrl } from "../../src/client/sessions.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { toolCaller } from "../helpers/tool-caller.ts";

const EVIL = "https://evil.example";
const BASE = "https://hiloop.example.com";
const HOSTED: Omit<Connection, "baseUrl"> = { publicDomain: "hi-loop.com" };

const callingItself = (publicUrl: string) =>
  cheatingNetwork(
    (path) => path.endsWith("/me"),
    (me) => (typeof me === "object" && me !== null && !Array.isArray(me) ? { ...me, publicUrl } : me),
  );

// biome-ignore format: a table reads best with one case a line.
const cases: [string, Omit<Connection, "baseUrl">, string, string][] = [
  ["is the configured address", {}, BASE, BASE],
  ["is not what the server calls itself", {}, EVIL, BASE],
  ["is what the user set besides", { publicUrl: "https://ask.example.org" }, EVIL, "https://ask.example.org"],
  ["is no part of the domain by chance", HOSTED, "https://hi-loop.com.evil.example", BASE],
  ["is no other domain of the same ending", HOSTED, "https://evilhi-loop.com", BASE],
  ["is the hosted service's own page", HOSTED, "https://app.hi-loop.com/", "https://app.hi-loop.com"],
  ["is nowhere in plain text", HOSTED, "http://app.hi-loop.com", BASE],
  ["is no name and password", HOSTED, "https://app.hi-loop.com@evil.example", BASE],
  ["is no program", HOSTED, "javascript:alert(1)//hi-loop.com", BASE],
  ["is no text", HOSTED, "hello", BASE],
];

test.each(cases)("where links lead %s", (_name, connection, claimed, expected) => {
  expect(inboxAddress({ baseUrl: BASE, ...connection }, BASE, claimed)).toBe(expected);
});

test("no link leads to a host that only the server names, and the assistant is told so", async () => {
  await using space = await clientSpace();
  const agent = await space.agent(callingItself(EVIL));
  const log = await createSession(agent, { title: "Contract" });
  const owner = await space.owner(callingItself(EVIL));
  const links = [
    inboxUrl(agent, log.id),
    (await createGuestToken(log)).url,
    (await inviteDevice(owner, { expiresInSeconds: 60 })).url,
  ];
  for (const link of links) expect(link).toStartWith(`${space.server.url}/`);
  const tools = toolCaller(async () => agent);
  const made = await tools.call("create_guest_token", { session_id: log.id });
  expect(made.url).toStartWith(`${space.server.url}/g#`);
  expect(made.note).toContain("HILOOP_PUBLIC_URL");
  expect(JSON.stringify(made)).not.toContain("evil");
});

test("a server that calls itself as it was called needs no word", async () => {
  await using space = await clientSpace();
  const tools = toolCaller(() => space.agent());
  const { session_id } = await tools.call("create_session", { title: "Contract" });
  expect(await tools.call("create_guest_token", { session_id })).not.toHaveProperty("note");
});
