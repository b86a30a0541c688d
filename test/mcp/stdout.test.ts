import { expect, test } from "bun:test";
import { clientSpace } from "../helpers/client-space.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { answer } from "../helpers/person.ts";

test("stdout carries JSON-RPC lines and not one byte more, whatever happens", async () => {
  await using space = await clientSpace();
  await using server = mcpProcess({ space, env: { HILOOP_LOG: "debug" } });
  await server.initialize();
  server.write("garbage\n[]\n\n");
  await server.request("server/discover");
  const { session_id } = await server.call("create_session", { title: "Line\nbreaks \u2028 and ✓" });
  const { message_id } = await server.call("send_message", {
    session_id,
    content: "a\r\nb\u0000",
    response_required: true,
  });
  const waiting = server.call("await_response", { session_id }, { progressToken: 0 });
  await server.find((reply) => reply.method === "notifications/progress");
  await answer(await space.owner(), session_id, message_id, { text: "c\nd" });
  expect(await waiting).toMatchObject({ status: "answered", text: "c\nd" });
  expect(await server.call("await_response", { session_id: "?" })).toHaveProperty("error");
  await space.server.stop();
  server.end();
  await server.exited;
  const lines = server.stdout().split("\n");
  expect(lines.pop()).toBe("");
  for (const line of lines) {
    const message = JSON.parse(line);
    expect(message.jsonrpc).toBe("2.0");
    expect(JSON.stringify(message)).toBe(line);
  }
});
