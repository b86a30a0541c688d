import { effect, signal } from "@preact/signals";
import * as v from "valibot";
import { pause } from "../../client/connection.ts";
import type { Member } from "../../client/member.ts";
import { memberSender } from "../../client/sender.ts";
import { EventSchema } from "../../protocol/event.ts";
import { namedText } from "../parts/named-text.ts";
import { account, resume } from "./account.ts";
import { refreshFeed } from "./feed.ts";
import { isReachable } from "./network.ts";
import { readEvents } from "./read-events.ts";
import { openSessions, shown } from "./sessions.ts";

/** Sessions whose assistant is holding a wait right now. */
export const waitingAssistants = signal<ReadonlySet<string>>(new Set());

/** Who types where: names by session id, for some seconds. */
export const typing = signal<ReadonlyMap<string, string>>(new Map());

const TYPING_MS = 6_000;
const RETRY_MS = 2_000;

/** What one tab tells the others: an event, that the stream was lost, or that it is connected anew and all should read again. */
const MessageSchema = v.union([v.picklist(["connected", "lost"]), EventSchema]);
type Message = v.InferOutput<typeof MessageSchema>;

effect(() => {
  const { value } = account;
  if (value.state !== "signed-in" || !value.isFresh) return;
  const { member } = value;
  const stopped = new AbortController();
  follow(member, stopped.signal).catch(ignore);
  return () => stopped.abort();
});

/**
 * Browsers allow six connections to one HTTP/1.1 server: only the tab that holds the lock keeps a stream open,
 * and hands every event on.
 */
async function follow(member: Member, signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(`hiloop ${member.me.spaceId}`);
  signal.addEventListener("abort", () => channel.close());
  channel.onmessage = ({ data }) => {
    const parsed = v.safeParse(MessageSchema, data);
    if (parsed.success) take(member, parsed.output);
  };
  await navigator.locks.request(`hiloop live ${member.me.spaceId}`, { signal }, async () => {
    while (!signal.aborted) {
      await hold(member, channel, signal).catch((error) => checkStanding(error));
      await pause(RETRY_MS, signal);
    }
  });
}

async function hold(member: Member, channel: BroadcastChannel, signal: AbortSignal): Promise<void> {
  const response = await member.http.open("GET", "/v1/human/events", { signal });
  const tell = (message: Message) => {
    if (signal.aborted) return;
    channel.postMessage(message);
    take(member, message);
  };
  tell("connected");
  await readEvents(response, tell).finally(() => tell("lost"));
}

function take(member: Member, message: Message): void {
  if (message === "connected" || message === "lost") {
    connected(message === "connected");
    return;
  }
  if (message.type === "session") onSession(message.sessionId);
  if (message.type === "roster") member.refreshRoster().then(readAgain, ignore);
  if (message.type === "waiting") onWaiting(message.sessionId, message.waiting);
  if (message.type === "typing") onTyping(member, message.sessionId, message.keyId);
}

function connected(isConnected: boolean): void {
  waitingAssistants.value = new Set();
  isReachable.value = isConnected;
  if (isConnected) readAgain();
}

/** Events are hints: whatever fell between two streams is read again. */
function readAgain(): void {
  refreshFeed();
  for (const session of openSessions()) session.sync();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && account.value.state === "signed-in") readAgain();
});

function onSession(sessionId: string): void {
  refreshFeed();
  for (const session of openSessions()) if (session.log.id === sessionId) session.sync();
}

function onWaiting(sessionId: string, waiting: boolean): void {
  const next = new Set(waitingAssistants.value);
  if (waiting) next.add(sessionId);
  else next.delete(sessionId);
  waitingAssistants.value = next;
}

function onTyping(member: Member, sessionId: string, keyId: string): void {
  if (keyId === member.identity.id || shown.value.state !== "open") return;
  const typist = member.roster.members.get(keyId);
  const name = typist ? namedText(memberSender(typist, "", member.identity.id)) : "Somebody";
  typing.value = new Map(typing.value).set(sessionId, name);
  setTimeout(() => {
    const next = new Map(typing.value);
    next.delete(sessionId);
    typing.value = next;
  }, TYPING_MS);
}

/** A stream that was ended because this device was removed must not be asked for again and again. */
function checkStanding(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "unauthorized" || code === "gone") resume();
}

function ignore(): void {}
