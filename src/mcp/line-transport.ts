import type { Readable, Writable } from "node:stream";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CancelledNotificationSchema,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { LineSplitter } from "./line-splitter.ts";

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/**
 * JSON-RPC over two streams, one message a line. In place of the SDK's own stdio transport, which leaves garbage
 * unanswered, copies everything again for each chunk of a long line, and does not notice when either end goes away.
 */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Resolves when the client is gone or cannot be understood any longer. */
  readonly ended: Promise<void>;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #lines = new LineSplitter();
  readonly #unanswered = new Set<string | number>();
  readonly #writes = new Set<Promise<void>>();
  #end: () => void = () => undefined;
  #answered: () => void = () => undefined;

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(): Promise<void> {
    // A broken stdout would otherwise end the process with an uncaught EPIPE.
    this.#output.on("error", this.#end);
    this.#input.on("data", this.#read).on("error", this.#end).on("close", this.#end);
    this.#input.on("end", () => {
      this.#receiveAll(this.#lines.rest());
      this.#end();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if ("id" in message && !("method" in message) && message.id !== undefined) this.#answeredOne(message.id);
    await this.#write(message);
  }

  /** Resolves when every request so far is answered and written. */
  async settled(): Promise<void> {
    if (this.#unanswered.size > 0) await new Promise<void>((resolve) => (this.#answered = resolve));
    await Promise.all(this.#writes);
  }

  async close(): Promise<void> {
    this.#input.off("data", this.#read);
    this.#input.pause();
    this.onclose?.();
    await Promise.all(this.#writes);
  }

  readonly #read = (chunk: Buffer): void => {
    const lines = this.#lines.push(chunk);
    this.#receiveAll(lines ?? []);
    if (lines) return;
    this.#input.off("data", this.#read);
    void this.#refuse(INVALID_REQUEST, "A message is over 64 MB, which is not accepted; hiloop ends.").then(
      this.#end,
    );
  };

  #receiveAll(lines: string[]): void {
    for (const line of lines) if (line.trim() !== "") this.#receive(line);
  }

  #receive(line: string): void {
    const parsed = parseJson(line);
    const message = parsed && JSONRPCMessageSchema.safeParse(parsed.value);
    if (!parsed) void this.#refuse(PARSE_ERROR, "This line is not JSON; send one JSON-RPC message a line.");
    else if (message?.success) this.#deliver(message.data);
    else this.#refuseMessage(parsed.value);
  }

  #deliver(message: JSONRPCMessage): void {
    if ("method" in message && "id" in message) this.#unanswered.add(message.id);
    // The SDK answers a cancelled request no more.
    const cancelled = CancelledNotificationSchema.safeParse(message);
    if (cancelled.data?.params.requestId !== undefined) this.#answeredOne(cancelled.data.params.requestId);
    this.onmessage?.(message);
  }

  #answeredOne(id: string | number): void {
    this.#unanswered.delete(id);
    if (this.#unanswered.size === 0) this.#answered();
  }

  #refuseMessage(value: unknown): void {
    const isObject = typeof value === "object" && value !== null;
    // A response that is not valid must not be answered with another.
    if (isObject && ("result" in value || "error" in value)) return;
    const id =
      isObject && "id" in value && (typeof value.id === "string" || typeof value.id === "number")
        ? value.id
        : null;
    const what = Array.isArray(value) ? "Batches are not supported" : "This is not a JSON-RPC 2.0 message";
    void this.#refuse(INVALID_REQUEST, `${what}; send one request or notification a line.`, id);
  }

  #refuse(code: number, message: string, id: string | number | null = null): Promise<void> {
    return this.#write({ jsonrpc: "2.0", id, error: { code, message } });
  }

  #write(message: object): Promise<void> {
    const written = new Promise<void>((resolve) => {
      this.#output.write(`${JSON.stringify(message)}\n`, () => resolve());
    });
    this.#writes.add(written);
    return written.finally(() => this.#writes.delete(written));
  }
}

function parseJson(line: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}
