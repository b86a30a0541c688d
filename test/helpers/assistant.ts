import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { BINARY, type Home } from "./binary.ts";

type Arguments = Record<string, unknown>;

/** An MCP client of the official SDK, holding `hiloop mcp` over stdio. */
export type Assistant = AsyncDisposable & {
  pid: number;
  client: Client;
  /** Calls a tool and gives its JSON; throws the text of an error result. */
  call(name: string, args?: Arguments): Promise<Record<string, unknown>>;
  /** Calls a tool that is expected to fail and gives its sentence. */
  refusal(name: string, args?: Arguments): Promise<string>;
};

export async function assistant(home: Home, env: Record<string, string> = {}): Promise<Assistant> {
  const transport = new StdioClientTransport({
    command: BINARY,
    args: ["mcp"],
    cwd: home.work,
    env: { ...home.env, ...env },
    stderr: "ignore",
  });
  const client = new Client({ name: "test-assistant", version: "1.0.0" });
  await client.connect(transport);
  const text = async (name: string, args: Arguments) => {
    const result = await client.callTool({ name, arguments: args }, undefined, { timeout: 60_000 });
    const [content] = result.content as { type: string; text: string }[];
    return { isError: result.isError === true, text: content?.text ?? "" };
  };
  return {
    pid: transport.pid ?? 0,
    client,
    async call(name, args = {}) {
      const result = await text(name, args);
      if (result.isError) throw new Error(result.text);
      return JSON.parse(result.text) as Record<string, unknown>;
    },
    async refusal(name, args = {}) {
      const result = await text(name, args);
      if (!result.isError) throw new Error(`${name} was expected to fail, and gave ${result.text}`);
      return result.text;
    },
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}
