import { expect, test } from "bun:test";
import { once } from "node:events";
import { connect } from "node:net";
import { sha256 } from "../../src/crypto/hash.ts";
import { makeSpaceKey } from "../../src/crypto/space-key.ts";
import { toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import { newId } from "../../src/protocol/id.ts";
import { SETUP_DIGEST_HEADER } from "../../src/protocol/membership.ts";
import { send } from "../helpers/send.ts";
import { headersOf, testMember } from "../helpers/test-member.ts";
import { type TestServer, testServer } from "../helpers/test-server.ts";
import { firstChange, testSpace } from "../helpers/test-space.ts";

async function newSetup(token: string) {
  const [owner, apiKey] = await Promise.all([testMember("Device", "Otto"), testMember("ApiKey", "tester")]);
  const spaceId = newId();
  const { change } = await firstChange(spaceId, { owner, apiKey, spaceKey: await makeSpaceKey(1) });
  return { token, spaceId, change };
}

async function setUp(server: TestServer, setup: unknown) {
  const body = typeof setup === "string" ? setup : JSON.stringify(setup);
  const headers = { [SETUP_DIGEST_HEADER]: toBase64Url(await sha256(utf8(body))) };
  return send(server.url, "POST", "/v1/setup", { headers, body });
}

test("the same setup sent twice gets the same answer, even after a restart", async () => {
  await using server = await testServer();
  const setup = await newSetup(server.setupToken);
  const first = await setUp(server, setup);
  expect([first.status, first.json.spaceId]).toEqual([201, setup.spaceId]);
  expect((await setUp(server, setup)).json).toEqual(first.json);
  await server.restart();
  expect((await setUp(server, setup)).json).toEqual(first.json);
  expect(server.running().setupToken).toBeUndefined();
});

test("a second space is refused as a conflict", async () => {
  await using server = await testServer();
  await setUp(server, await newSetup(server.setupToken));
  const second = await setUp(server, await newSetup(server.setupToken));
  expect([second.status, second.json.code]).toEqual([409, "conflict"]);
});

test("a server that has its space answers a setup before any of its body has come", async () => {
  await using space = await testSpace();
  const { host, hostname, port } = new URL(space.url);
  const socket = connect(Number(port), hostname);
  const head = ["POST /v1/setup HTTP/1.1", `host: ${host}`, "connection: close", "content-length: 200000"];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const [chunk] = await once(socket, "data");
  socket.destroy();
  expect(String(chunk)).toStartWith("HTTP/1.1 409");
});

test("of two setups at the same moment one wins", async () => {
  await using server = await testServer();
  const setups = [await newSetup(server.setupToken), await newSetup(server.setupToken)];
  const answers = await Promise.all(setups.map((setup) => setUp(server, setup)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
});

test("a wrong setup token is refused", async () => {
  await using server = await testServer();
  const refused = await setUp(server, await newSetup("guessed"));
  expect([refused.status, refused.json.code]).toEqual([401, "unauthorized"]);
  expect((await send(server.url, "GET", "/healthz")).json.setUp).toBe(false);
});

test("a setup whose roster was altered is refused and changes nothing", async () => {
  await using server = await testServer();
  const setup = await newSetup(server.setupToken);
  const [first] = setup.change.entries;
  if (first) first.name = "Mallory";
  expect((await setUp(server, setup)).status).toBe(422);
  expect((await send(server.url, "GET", "/healthz")).json.setUp).toBe(false);
});

test("a setup without a sealing for its owner says which one is missing", async () => {
  await using server = await testServer();
  const setup = await newSetup(server.setupToken);
  setup.change.sealings = [];
  const refused = await setUp(server, setup);
  expect(refused.status).toBe(400);
  expect(refused.json.issues[0].message).toContain("is missing");
});

test("a setup with an unknown field names it", async () => {
  await using server = await testServer();
  const refused = await setUp(server, { ...(await newSetup(server.setupToken)), colour: "red" });
  expect(refused.json).toMatchObject({ status: 400, issues: [{ path: "colour" }] });
});

test("before the setup no key is known", async () => {
  await using server = await testServer();
  await using other = await testSpace();
  const answer = await send(server.url, "GET", "/v1/agent/me", { headers: headersOf(other.apiKey) });
  expect(answer.status).toBe(401);
});

test("a setup larger than any can be is refused, whether or not it says how large it is", async () => {
  await using server = await testServer();
  const setup = { ...(await newSetup(server.setupToken)), padding: "x".repeat(300 * 1024) };
  expect((await setUp(server, setup)).status).toBe(413);
  const body = new Blob([JSON.stringify(setup)]).stream();
  const streamed = await fetch(`${server.url}/v1/setup`, { method: "POST", body });
  expect(streamed.status).toBe(413);
});

test("setups that fail, for whatever reason, are slowed down like wrong keys", async () => {
  const clock = () => 1_000_000_000_000;
  await using server = await testServer({ limits: { authenticationFailuresPerMinute: 3 }, clock });
  const answers = [
    await setUp(server, await newSetup("guessed")),
    await setUp(server, "no JSON"),
    await setUp(server, "x".repeat(300 * 1024)),
    await setUp(server, {}),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([401, 400, 413, 429]);
  expect(answers.at(-1)?.headers.get("retry-after")).toBe("20");
  expect((await setUp(server, await newSetup(server.setupToken))).status).toBe(201);
});
