import * as v from "valibot";
import type { BenchServer } from "./bench-server.ts";
import { childEnvironment } from "./child.ts";
import { McpClient } from "./mcp-client.ts";
import type { Bench } from "./row.ts";

const SessionSchema = v.object({ session_id: v.string() });

/** `hiloop mcp`, compiled, as an assistant of the bench's own server, working in `folder`. */
export async function connectedMcp(bench: Bench, server: BenchServer, folder: string): Promise<McpClient> {
  const [apiKey = ""] = server.apiKeys;
  const env = childEnvironment({ HOME: bench.scratch, HILOOP_API_KEY: apiKey, HILOOP_BASE_URL: server.url });
  const client = new McpClient([bench.hiloop, "mcp"], { cwd: folder, env });
  await client.initialize();
  client.notify("notifications/initialized");
  return client;
}

/** Has the assistant open a session; gives its id. */
export async function newSession(client: McpClient, title: string): Promise<string> {
  return v.parse(SessionSchema, await client.call("create_session", { title })).session_id;
}
