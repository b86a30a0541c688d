import { computed, effect, signal, untracked } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { readFeed, type SessionSummary } from "../../client/sessions.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import { account } from "./account.ts";

/** More rows than a screen shows, and few enough to verify before anyone notices. */
const PAGE = 30;

type Feed = { items: SessionSummary[]; nextCursor: string | null };

/** The sessions of the space, those that wait for an answer first. Undefined until something is known. */
export const feed = signal<Feed | undefined>(undefined);
export const feedError = signal<HiloopError | undefined>(undefined);

export const waitingSessions = computed(() => feed.value?.items.filter(isWaiting) ?? []);
export const waitingCount = computed(() =>
  waitingSessions.value.reduce((count, session) => count + session.openQuestions.length, 0),
);

export function isWaiting(session: SessionSummary): boolean {
  return session.openQuestions.length > 0;
}

let reading: Promise<void> | undefined;
let isStale = false;

/** Reads the feed again; calls that come meanwhile are answered by one more reading. */
export function refreshFeed(): Promise<void> {
  isStale = true;
  reading ??= readWhileStale().finally(() => {
    reading = undefined;
  });
  return reading;
}

/** Adds the next page below what is shown. */
export async function readMoreFeed(): Promise<void> {
  const { value } = account;
  const shown = feed.value;
  if (value.state !== "signed-in" || !shown?.nextCursor) return;
  const more = await readFeed(value.member, { limit: PAGE, cursor: shown.nextCursor });
  const known = new Set(shown.items.map(({ id }) => id));
  feed.value = {
    items: [...shown.items, ...more.items.filter(({ id }) => !known.has(id))],
    nextCursor: more.nextCursor,
  };
}

async function readWhileStale(): Promise<void> {
  while (isStale && account.value.state === "signed-in") {
    isStale = false;
    await read(account.value.member);
  }
}

async function read(member: Member): Promise<void> {
  try {
    const limit = Math.min(500, Math.max(PAGE, feed.value?.items.length ?? 0));
    feed.value = await readFeed(member, { limit });
    feedError.value = undefined;
  } catch (thrown) {
    feedError.value = toHiloopError(thrown);
  }
}

effect(() => {
  const { state } = account.value;
  untracked(() => {
    if (state === "signed-in") refreshFeed();
    else feed.value = undefined;
  });
});
