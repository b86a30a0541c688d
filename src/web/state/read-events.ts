import * as v from "valibot";
import { type Event, EventSchema } from "../../protocol/event.ts";

/** The server sends something every 20 s; silence means a connection that died without a word. */
const SILENCE_MS = 50_000;
/** An event is some 100 characters; a line without end would fill the memory. */
const LONGEST_LINE = 64 * 1024;

/** Reads server-sent events off a response until it ends; anything unknown is passed over, because events are only hints. */
export async function readEvents(response: Response, take: (event: Event) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const silence = setTimeout(() => reader.cancel().catch(() => undefined), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      await reader.cancel();
      return;
    }
    for (const line of lines) {
      const event = line.startsWith("data:") ? parseEvent(line.slice(5)) : undefined;
      if (event) take(event);
    }
  }
}

function parseEvent(text: string): Event | undefined {
  try {
    const parsed = v.safeParse(EventSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
