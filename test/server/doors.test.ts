import { expect, test } from "bun:test";
import { formatSecret } from "../../src/crypto/secret.ts";
import { authHeaders } from "../../src/protocol/auth-header.ts";
import { addApiKey } from "../helpers/join-space.ts";
import { send } from "../helpers/send.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

test("a foreign Host is refused before anything else is looked at", async () => {
  await using space = await testSpace();
  for (const host of ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", " ", "["]) {
    const refused = await send(space.url, "GET", "/healthz", { headers: { host } });
    expect([host, refused.status, refused.headers.get("content-type")]).toEqual([
      host,
      421,
      "application/problem+json",
    ]);
  }
});

test("a server goes by localhost, its public address and the names it was given", async () => {
  await using space = await testSpace({
    publicUrl: "https://hiloop.example",
    allowedHosts: ["box.local:8443"],
  });
  const { port } = new URL(space.url);
  for (const host of [`localhost:${port}`, `[::1]:${port}`, "hiloop.example", "BOX.local:8443"])
    expect((await send(space.url, "GET", "/healthz", { headers: { host } })).status).toBe(200);
  expect((await space.as(space.owner, "GET", "/me")).json.publicUrl).toBe("https://hiloop.example");
});

test("a write with a foreign Origin is refused, one with its own passes", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const post = async (origin: string) => {
    const headers = { ...headersOf(space.apiKey), origin };
    const body = await session.item(space.apiKey);
    return send(space.url, "POST", `/v1/agent${session.path}/messages`, { headers, body });
  };
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", `${space.url}.evil.example`])
    expect((await post(origin)).status).toBe(403);
  expect((await post(space.url)).status).toBe(201);
});

test("a secret that is sent raw is refused, named and not repeated", async () => {
  await using space = await testSpace();
  const secret = formatSecret(space.apiKey.secret);
  const refused = await send(space.url, "GET", "/v1/agent/me", { headers: { "x-api-key": secret } });
  expect([refused.status, refused.json.code]).toEqual([401, "unauthorized"]);
  expect(refused.text).toContain("A secret was sent");
  expect(refused.text).not.toContain(secret.slice(-20));
});

test("a key in the wrong header, or of the wrong kind, is refused", async () => {
  await using space = await testSpace();
  const { authHex } = space.apiKey.own;
  expect(
    (await send(space.url, "GET", "/v1/human/me", { headers: authHeaders("Device", authHex) })).status,
  ).toBe(401);
  const own = headersOf(space.apiKey);
  const wrongFace = await send(space.url, "GET", "/v1/human/me", { headers: own });
  expect([wrongFace.status, wrongFace.json.detail]).toEqual([403, "This request is not for agents."]);
});

test("too many wrong keys from an address are slowed down, and right ones still pass", async () => {
  await using space = await testSpace({
    limits: { authenticationFailuresPerMinute: 3 },
    clock: () => 1_000_000_000_000,
  });
  const wrong = () =>
    send(space.url, "GET", "/v1/agent/me", { headers: authHeaders("ApiKey", "0".repeat(64)) });
  expect([(await wrong()).status, (await wrong()).status, (await wrong()).status]).toEqual([401, 401, 401]);
  const slowed = await wrong();
  expect([slowed.status, slowed.headers.get("retry-after")]).toEqual([429, "20"]);
  expect((await space.as(space.apiKey, "GET", "/me")).status).toBe(200);
});

test("more requests than a key may send in a minute are refused until the next", async () => {
  let now = 1_000_000_000_000;
  await using space = await testSpace({ limits: { requestsPerMinute: 2 }, clock: () => now });
  const me = async () => (await space.as(space.apiKey, "GET", "/me")).status;
  expect([await me(), await me(), await me()]).toEqual([200, 200, 429]);
  now += 60_000;
  expect(await me()).toBe(200);
});

test("data is never cached, sniffed or shown by another site, and errors are problem documents", async () => {
  await using space = await testSpace();
  const me = await space.as(space.apiKey, "GET", "/me");
  expect(me.headers.get("cache-control")).toBe("no-store");
  expect(me.headers.get("x-content-type-options")).toBe("nosniff");
  const nothing = await send(space.url, "GET", "/v1/agent/nothing", {});
  expect(nothing.headers.get("content-type")).toBe("application/problem+json");
  expect(nothing.json).toMatchObject({ status: 404, code: "not_found" });
  expect(nothing.json.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test("an agent's name may be in any script; a broken one, or one that hides characters, is refused", async () => {
  await using space = await testSpace();
  const key = await addApiKey(space, "Ägent 日本");
  expect((await space.as(key, "GET", "/me")).json.agent.name).toBe("Ägent 日本");
  const headers = { ...headersOf(space.apiKey), "x-hiloop": "%ff" };
  expect((await send(space.url, "GET", "/v1/agent/me", { headers })).status).toBe(400);
  for (const hidden of ["Ada\u202E", "Ada\u200B", "Ada\u0085", "Ada\u2028", "Ada\u{E0041}"]) {
    const disguised = { ...headersOf(space.apiKey), "x-hiloop": encodeURIComponent(hidden) };
    const refused = await send(space.url, "GET", "/v1/agent/me", { headers: disguised });
    expect([refused.status, refused.json.advice]).toEqual([
      400,
      expect.stringContaining("all of them visible"),
    ]);
  }
  const { items } = (await space.as(space.owner, "GET", "/agents")).json;
  expect(JSON.stringify(items)).not.toContain("Ada");
  expect(items.map((agent: { name: string }) => agent.name)).toContain("Ägent 日本");
});
