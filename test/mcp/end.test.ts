import { expect, test } from "bun:test";
import { join } from "node:path";
import { formatSecret } from "../../src/crypto/secret.ts";
import { BINARY } from "../helpers/binary.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { type McpProcess, mcpProcess } from "../helpers/mcp-client.ts";
import { until } from "../helpers/until.ts";

type Ending = { name: string; end(server: McpProcess): void; code: number };

const ENDINGS: Ending[] = [
  { name: "the end of stdin", end: (server) => server.end(), code: 0 },
  { name: "SIGINT", end: (server) => server.kill("SIGINT"), code: 130 },
  { name: "SIGTERM", end: (server) => server.kill("SIGTERM"), code: 143 },
  { name: "SIGHUP", end: (server) => server.kill("SIGHUP"), code: 129 },
];

/** The compiled `hiloop mcp`, acting in a test's space. */
function compiled(space: ClientSpace): McpProcess {
  const env = { HILOOP_API_KEY: formatSecret(space.apiKey), HILOOP_BASE_URL: space.server.url };
  return mcpProcess({ command: [BINARY, "mcp"], env });
}

test.each(ENDINGS)("$name ends an idle server", async ({ end, code }) => {
  await using space = await clientSpace();
  await using server = compiled(space);
  await server.initialize();
  end(server);
  expect(await server.exited).toBe(code);
});

test.each(ENDINGS)(
  "$name ends a server that holds a wait, and stdout stays whole lines of JSON-RPC",
  async ({ end, code }) => {
    await using space = await clientSpace();
    await using server = compiled(space);
    await server.initialize();
    const { session_id } = await server.call("create_session", { title: "Waiting" });
    await server.call("send_message", { session_id, content: "Well?", response_required: true });
    void server.call("await_response", { session_id }).catch(() => undefined);
    await until(() => space.server.activity().waits === 1);
    end(server);
    expect(await server.exited).toBe(code);
    await until(() => space.server.activity().waits === 0);
    const lines = server.stdout().split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line).jsonrpc)).toEqual(lines.map(() => "2.0"));
  },
);

test("a client that closes the pipe it reads from ends the server without a crash", async () => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../helpers/mcp-entry.ts")], {
    env: { PATH: process.env.PATH ?? "", HOME: "/", TEST_NO_MEMBER: "1" },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  await child.stdout.cancel();
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'.repeat(50));
  child.stdin.flush();
  const code = await child.exited;
  expect({ code, stderr: await new Response(child.stderr).text() }).toEqual({ code: 0, stderr: "" });
});
