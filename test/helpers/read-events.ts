import type { Event } from "../../src/protocol/event.ts";
import { faceOf, headersOf, type TestMember } from "./test-member.ts";
import { until } from "./until.ts";

export type EventReader = AsyncDisposable & {
  events: Event[];
  ended: () => boolean;
  /** Waits for an event that has at least these properties. */
  find: (wanted: Partial<Event>) => Promise<void>;
};

/** Holds a member's event stream open and keeps what comes. */
export async function readEvents(url: string, member: TestMember): Promise<EventReader> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/v1/${faceOf(member)}/events`, {
    headers: headersOf(member),
    signal: leaving.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`no events: ${await response.text()}`);
  const events: Event[] = [];
  let ended = false;
  const done = collect(response.body, events).then(() => {
    ended = true;
  });
  return {
    events,
    ended: () => ended,
    find: async (wanted) => {
      await until(() => events.some((event) => Bun.deepMatch(wanted, event)));
    },
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await done;
    },
  };
}

async function collect(body: ReadableStream<Uint8Array<ArrayBuffer>>, events: Event[]): Promise<void> {
  let rest = "";
  try {
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks)
        if (block.startsWith("data: ")) events.push(JSON.parse(block.slice("data: ".length)));
    }
  } catch {
    // The reader has left.
  }
}
