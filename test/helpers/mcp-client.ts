import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatSecret } from "../../src/crypto/secret.ts";
import type { ClientSpace } from "./client-space.ts";

const ENTRY = join(import.meta.dir, "mcp-entry.ts");

/** What the server wrote: a response, an error or a notification, not checked any further. */
export type Reply = {
  jsonrpc: string;
  id?: number | string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results freely and check what they find
  result?: any;
  error?: { code: number; message: string };
  method?: string;
  params?: { progressToken?: number | string; progress?: number; message?: string };
};

/** A real MCP server process, driven line by line. Every byte of its stdout is kept. */
export type McpProcess = AsyncDisposable & {
  pid: number;
  /** Writes bytes as they are. */
  write(text: string | Uint8Array): void;
  /** Sends a request and waits for its answer. */
  request(method: string, params?: object): Promise<Reply>;
  notify(method: string, params?: object): void;
  initialize(name?: string): Promise<Reply>;
  /** Calls a tool; gives its JSON, or `{ error }` with the sentence of a failure. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  call(name: string, args?: unknown, meta?: object): Promise<any>;
  /** Waits for the next message that fits, or finds one that came before. */
  find(fits: (reply: Reply) => boolean): Promise<Reply>;
  end(): void;
  kill(signal: NodeJS.Signals): void;
  exited: Promise<number>;
  /** All of stdout so far. */
  stdout(): string;
  stderr(): Promise<string>;
};

type Options = { space?: ClientSpace; command?: string[]; cwd?: string; env?: Record<string, string> };

export function mcpProcess({ space, command, cwd, env = {} }: Options = {}): McpProcess {
  // Never the home of whoever runs the tests: what a process remembers of a test's space would stay there.
  const ownHome = env.HOME === undefined ? mkdtempSync(join(tmpdir(), "hiloop-home-")) : undefined;
  const child = Bun.spawn(command ?? [process.execPath, ENTRY], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    ...(cwd ? { cwd } : {}),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: ownHome ?? "",
      NO_PROXY: "127.0.0.1",
      ...(space
        ? { TEST_BASE_URL: space.server.url, TEST_API_KEY: formatSecret(space.apiKey) }
        : { TEST_NO_MEMBER: "1" }),
      ...env,
    },
  });
  const replies = new ReplyLog(child.stdout);
  const stderr = new Response(child.stderr).text();
  let lastId = 0;
  const write = (text: string | Uint8Array) => {
    child.stdin.write(text);
    child.stdin.flush();
  };
  const send = (message: object) => write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const request = (method: string, params?: object) => {
    lastId += 1;
    const id = lastId;
    send({ id, method, ...(params ? { params } : {}) });
    return replies.find((reply) => reply.id === id && reply.method === undefined);
  };
  return {
    pid: child.pid,
    write,
    request,
    notify: (method, params) => send({ method, ...(params ? { params } : {}) }),
    async initialize(name = "test-client") {
      const clientInfo = { name, version: "1" };
      const reply = await request("initialize", {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo,
      });
      send({ method: "notifications/initialized" });
      return reply;
    },
    async call(name, args, meta) {
      const reply = await request("tools/call", { name, arguments: args, ...(meta ? { _meta: meta } : {}) });
      if (reply.error) return { error: reply.error.message };
      const text = reply.result.content[0].text;
      return reply.result.isError ? { error: text } : JSON.parse(text);
    },
    find: (fits) => replies.find(fits),
    end: () => void child.stdin.end(),
    kill: (signal) => child.kill(signal),
    exited: child.exited,
    stdout: () => replies.text,
    stderr: () => stderr,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      if (ownHome) rmSync(ownHome, { recursive: true, force: true });
    },
  };
}

/** Everything that came on stdout, as text and as parsed lines. */
class ReplyLog {
  text = "";
  readonly #replies: Reply[] = [];
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(stream: ReadableStream<Uint8Array>) {
    void this.#readAll(stream);
  }

  async find(fits: (reply: Reply) => boolean): Promise<Reply> {
    for (;;) {
      const found = this.#replies.find(fits);
      if (found) return found;
      if (this.#closed) throw new Error("stdout ended before the expected message came");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #readAll(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      this.text += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#replies.push(JSON.parse(line));
      this.#wake();
    }
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
