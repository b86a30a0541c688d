import { effect, signal, untracked } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import { account } from "./account.ts";
import { OpenSession } from "./open-session.ts";
import { route } from "./route.ts";

/** What stands in the right-hand column. */
export type Shown =
  | { state: "none" }
  | { state: "loading"; sessionId: string }
  | { state: "open"; sessionId: string; session: OpenSession; isFresh: boolean }
  | { state: "failed"; sessionId: string; error: HiloopError };

export const shown = signal<Shown>({ state: "none" });

/** Sessions of the fresh member stay open with their drafts while the page lives. */
const opened = new Map<string, OpenSession>();

export function openSessions(): Iterable<OpenSession> {
  return opened.values();
}

effect(() => {
  const { value } = account;
  const current = route.value;
  untracked(() => {
    if (value.state !== "signed-in") opened.clear();
    if (value.state === "signed-in" && current.page === "session")
      show(value.member, value.isFresh, current.sessionId);
    else shown.value = { state: "none" };
  });
});

async function show(member: Member, isFresh: boolean, sessionId: string): Promise<void> {
  const before = shown.peek();
  const isSame = before.state !== "none" && before.sessionId === sessionId;
  const known = isFresh ? opened.get(sessionId) : undefined;
  if (known) {
    shown.value = { state: "open", sessionId, session: known, isFresh };
    await known.sync();
    return;
  }
  if (!isSame || before.state === "failed") shown.value = { state: "loading", sessionId };
  try {
    const session = new OpenSession(await member.session(sessionId));
    if (isFresh) opened.set(sessionId, session);
    if (isStillMeant(sessionId, member)) shown.value = { state: "open", sessionId, session, isFresh };
  } catch (thrown) {
    // What was not kept is no failure: the server will say.
    if (isFresh && isStillMeant(sessionId, member))
      shown.value = { state: "failed", sessionId, error: toHiloopError(thrown) };
  }
}

function isStillMeant(sessionId: string, member: Member): boolean {
  const [current, value] = [route.peek(), account.peek()];
  const isCurrent = current.page === "session" && current.sessionId === sessionId;
  return isCurrent && value.state === "signed-in" && value.member === member;
}
