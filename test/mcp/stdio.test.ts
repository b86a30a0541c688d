import { expect, test } from "bun:test";
import { mcpProcess } from "../helpers/mcp-client.ts";

const LONGEST = 64 * 1024 * 1024;

function ping(id: number, padding = ""): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method: "ping", params: { _meta: { padding } } });
}

test("server/discover before initialize is refused at once, and the client can fall back", async () => {
  await using server = mcpProcess();
  const reply = await server.request("server/discover", { _meta: {} });
  expect(reply.error?.code).toBe(-32601);
  const initialized = await server.initialize();
  expect(initialized.result.serverInfo).toEqual({ name: "hiloop", title: "Hiloop", version: "0.0.0-test" });
});

test.each(["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"])(
  "protocol version %s is spoken as the client asks for it",
  async (protocolVersion) => {
    await using server = mcpProcess();
    const clientInfo = { name: "x", version: "1" };
    const reply = await server.request("initialize", { protocolVersion, capabilities: {}, clientInfo });
    expect(reply.result.protocolVersion).toBe(protocolVersion);
  },
);

test("initialize, lists and the component reference need no connection", async () => {
  await using server = mcpProcess();
  await server.initialize();
  expect((await server.request("tools/list")).result.tools).toHaveLength(11);
  expect((await server.request("resources/list")).result.resources).toMatchObject([
    { uri: "hiloop://components" },
  ]);
  expect((await server.request("resources/templates/list")).result.resourceTemplates).toMatchObject([
    { uriTemplate: "hiloop://sessions/{id}" },
  ]);
  expect((await server.request("prompts/list")).result.prompts).toMatchObject([{ name: "ask_for_approval" }]);
  const read = await server.request("resources/read", { uri: "hiloop://components" });
  expect(read.result.contents[0].text).toContain("## button_group");
});

test("each piece of garbage gets one JSON-RPC error and the next request its answer", async () => {
  await using server = mcpProcess();
  server.write(
    'this is not json\n\n  \r\n[]\n{"jsonrpc":"2.0","id":"a"}\n{"jsonrpc":"1.0","id":7,"method":"ping"}\n"text"\nnull\n',
  );
  server.write(new Uint8Array([0xff, 0xfe, 0x00, 0x0a]));
  await server.request("ping");
  server.end();
  await server.exited;
  const replies = server
    .stdout()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(replies.map(({ id, error, result }) => [id, error?.code ?? result])).toEqual([
    [null, -32700],
    [null, -32600],
    ["a", -32600],
    [7, -32600],
    [null, -32600],
    [null, -32600],
    [null, -32700],
    [1, {}],
  ]);
});

test("an unknown or mistyped method, prompt, resource and tool name get one plain sentence each", async () => {
  await using server = mcpProcess();
  await server.initialize();
  const sentences = [
    await server.request("tools/jump"),
    await server.request("prompts/get", { name: "nope" }),
    await server.request("resources/read", { uri: "file:///etc/passwd" }),
    await server.request("tools/call", { arguments: {} }),
    await server.request("prompts/get", {}),
    await server.request("resources/read", { uri: 5 }),
    await server.request("prompts/get"),
  ].map((reply) => reply.error?.message);
  expect(sentences).toEqual([
    "There is no method tools/jump.",
    "There is no prompt nope; there is ask_for_approval.",
    "There is no such resource. Read hiloop://components, or hiloop://sessions/ followed by a session id.",
    "tools/call needs the name of a tool.",
    "prompts/get needs the name of a prompt; there is ask_for_approval.",
    "resources/read needs the uri of a resource, such as hiloop://components.",
    "prompts/get needs the name of a prompt; there is ask_for_approval.",
  ]);
});

test("the prompt takes its action, and goes without one", async () => {
  await using server = mcpProcess();
  await server.initialize();
  const ask = async (args: unknown) =>
    (await server.request("prompts/get", { name: "ask_for_approval", arguments: args })).result.messages[0]
      .content.text;
  expect(await ask({ action: "drop the table" })).toContain('"Reject": drop the table.');
  expect(await ask({ action: 5 })).toContain('"Reject": what we just discussed.');
  expect(await ask(undefined)).toContain('"Reject": what we just discussed.');
});

test("a message that arrives byte by byte, or many in one piece, is understood", async () => {
  await using server = mcpProcess();
  for (const byte of new TextEncoder().encode(`${ping(100, "héllo ✓")}\n`))
    server.write(new Uint8Array([byte]));
  await server.find((reply) => reply.id === 100);
  server.write(Array.from({ length: 500 }, (_, index) => `${ping(1000 + index)}\n`).join(""));
  await server.find((reply) => reply.id === 1499);
});

test("a line of 12 MB is read", async () => {
  await using server = mcpProcess();
  server.write(`${ping(5, "x".repeat(12_000_000))}\n`);
  expect((await server.find((reply) => reply.id === 5)).result).toEqual({});
});

test("a line over 64 MB gets one error, then the server ends", async () => {
  await using server = mcpProcess();
  server.write(new Uint8Array(LONGEST + 1).fill(0x61));
  expect(await server.exited).toBe(0);
  const lines = server.stdout().trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    id: null,
    error: { code: -32600, message: expect.stringContaining("64 MB") },
  });
});

test("the last line counts even without a line feed", async () => {
  await using server = mcpProcess();
  server.write(ping(9));
  server.end();
  await server.exited;
  expect(JSON.parse(server.stdout())).toEqual({ jsonrpc: "2.0", id: 9, result: {} });
});

test("a failed connection is one sentence outside and its cause on stderr", async () => {
  await using server = mcpProcess();
  await server.initialize();
  const { error } = await server.call("list_agents", {});
  expect(error).toStartWith("Something went wrong inside hiloop.");
  expect(error).not.toContain("connects to nothing");
  server.end();
  await server.exited;
  expect(await server.stderr()).toContain("the test connects to nothing");
});
