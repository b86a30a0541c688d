import { HiloopError } from "../protocol/error.ts";
import type { Event } from "../protocol/event.ts";
import type { Caller } from "./caller.ts";

const HEARTBEAT_MS = 20_000;
/** A reader this many events behind is cut off: it refetches when it connects again. */
const MAX_BEHIND = 1000;

/** How late the stream of a guest whose link has expired may end. */
const EXPIRY_TICK_MS = 200;

type Reader = { caller: Caller; controller: ReadableStreamDefaultController<Uint8Array>; end: () => void };

/** The open event streams of inboxes and guest pages. */
export class Streams {
  readonly #perKey: number;
  readonly #readers = new Set<Reader>();
  readonly #encoder = new TextEncoder();
  readonly #heartbeat: ReturnType<typeof setInterval>;
  readonly #expiry: ReturnType<typeof setInterval>;
  readonly #now: () => string;

  constructor(perKey: number, now: () => string) {
    this.#perKey = perKey;
    this.#now = now;
    this.#expiry = setInterval(() => this.#endExpired(), EXPIRY_TICK_MS);
    this.#expiry.unref();
    this.#heartbeat = setInterval(() => this.#sendAll(":\n\n", () => true), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  get count(): number {
    return this.#readers.size;
  }

  /** Whether any person's inbox is connected. */
  get hasInbox(): boolean {
    return [...this.#readers].some((reader) => reader.caller.type === "Human");
  }

  open(caller: Caller, first: Event[], signal: AbortSignal): ReadableStream<Uint8Array> {
    this.#requireRoom(caller.keyId);
    let reader: Reader | undefined;
    return new ReadableStream({
      start: (controller) => {
        const end = () => this.#drop(entry);
        const entry: Reader = { caller, controller, end };
        reader = entry;
        this.#readers.add(entry);
        signal.addEventListener("abort", end);
        controller.enqueue(this.#encoder.encode(":\n\n"));
        for (const event of first) this.#send(entry, toText(event));
      },
      cancel: () => {
        if (reader) this.#readers.delete(reader);
      },
    });
  }

  publish(event: Event): void {
    this.#endExpired();
    this.#sendAll(toText(event), (caller) => concerns(event, caller));
  }

  /** Ends the streams of an identity that lost its access, and of guests whose link it made. */
  endOf(keyId: string): void {
    for (const reader of [...this.#readers]) {
      const { caller } = reader;
      const isGuestOf = caller.type === "Guest" && caller.token.createdBy === keyId;
      if (isGuestOf || caller.keyId === keyId) reader.end();
    }
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    clearInterval(this.#expiry);
    for (const reader of [...this.#readers]) reader.end();
  }

  #endExpired(): void {
    let now: string | undefined;
    for (const reader of [...this.#readers]) {
      if (reader.caller.type !== "Guest") continue;
      now ??= this.#now();
      if (reader.caller.token.expiresAt <= now) reader.end();
    }
  }

  #requireRoom(keyId: string): void {
    const ofKey = [...this.#readers].filter((reader) => reader.caller.keyId === keyId).length;
    if (ofKey < this.#perKey) return;
    throw new HiloopError("rate_limited", `This key already holds ${ofKey} event streams.`, {
      advice: "Close one of its pages before opening another.",
      retryAfterSeconds: 5,
    });
  }

  #sendAll(text: string, to: (caller: Caller) => boolean): void {
    for (const reader of [...this.#readers]) if (to(reader.caller)) this.#send(reader, text);
  }

  #send(reader: Reader, text: string): void {
    if ((reader.controller.desiredSize ?? 0) < -MAX_BEHIND) reader.end();
    else reader.controller.enqueue(this.#encoder.encode(text));
  }

  #drop(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    try {
      reader.controller.close();
    } catch {
      // The client has already closed it.
    }
  }
}

function toText(event: Event): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

function concerns(event: Event, caller: Caller): boolean {
  if (caller.type !== "Guest") return true;
  return event.type === "roster" || event.sessionId === caller.token.sessionId;
}
