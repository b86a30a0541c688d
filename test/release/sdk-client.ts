import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export type SdkClient = AsyncDisposable & { client: Client };

type Started = { command: string; args: string[]; env: Record<string, string>; cwd: string };

/** Starts an MCP server the way clients do, with the SDK's own client, and has it answer `initialize`. */
export async function sdkClient(started: Started): Promise<SdkClient> {
  const transport = new StdioClientTransport({ ...started, stderr: "inherit" });
  const client = new Client({ name: "release-test", version: "1" });
  await client.connect(transport);
  return { client, [Symbol.asyncDispose]: () => client.close() };
}
