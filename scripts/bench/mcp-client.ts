import * as v from "valibot";
import { Child, type ChildOptions } from "./child.ts";

const AnswerSchema = v.object({
  id: v.exactOptional(v.number()),
  result: v.exactOptional(v.unknown()),
  error: v.exactOptional(v.object({ message: v.string() })),
});

const ToolResultSchema = v.object({
  content: v.tupleWithRest([v.object({ text: v.string() })], v.unknown()),
  isError: v.exactOptional(v.boolean()),
});

/** A client of one MCP server on stdio, with nothing in it that would cost time. */
export class McpClient implements AsyncDisposable {
  readonly child: Child;
  #lastId = 0;

  constructor(command: string[], options: ChildOptions = {}) {
    this.child = new Child(command, options);
  }

  /** Sends `initialize` and gives its answer. */
  initialize(): Promise<unknown> {
    return this.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "bench", version: "0.0.0" },
    });
  }

  notify(method: string): void {
    this.child.send(JSON.stringify({ jsonrpc: "2.0", method }));
  }

  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    this.child.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    for (;;) {
      const answer = v.parse(AnswerSchema, JSON.parse(await this.child.line()));
      if (answer.id !== id) continue;
      if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
      return answer.result;
    }
  }

  /** Calls a tool and gives the JSON object of its text. */
  async call(name: string, args: unknown): Promise<unknown> {
    const result = v.parse(ToolResultSchema, await this.request("tools/call", { name, arguments: args }));
    const [{ text }] = result.content;
    if (result.isError) throw new Error(`${name}: ${text}`);
    return JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child.end();
  }
}
