import { signal } from "@preact/signals";
import { pause } from "../../client/connection.ts";
import { connectGuest } from "../../client/guests.ts";
import { Member } from "../../client/member.ts";
import { rosterRoot } from "../../crypto/roster.ts";
import { parseSecret } from "../../crypto/secret.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import { loadGuest, saveGuest } from "../storage/identity-store.ts";
import { browserPins } from "../storage/pin-store.ts";
import { connection, isReachable } from "./network.ts";
import { OpenSession } from "./open-session.ts";
import { readEvents } from "./read-events.ts";
import { fragment } from "./route.ts";

export type GuestVisit =
  | { state: "loading" }
  | { state: "broken" }
  | { state: "failed"; error: HiloopError }
  | { state: "open"; member: Member; session: OpenSession };

export const guestVisit = signal<GuestVisit>({ state: "loading" });

/** Whether an assistant waits on the guest's session. */
export const isGuestAwaited = signal(false);

const RETRY_MS = 2_000;

/** Opens the link's session. After a reload the fragment is gone: this tab's history names the identity that was kept. */
export async function visit(): Promise<void> {
  for (;;) {
    const error = await open();
    if (!error) return;
    if (error.code !== "unavailable" && error.code !== "rate_limited") {
      guestVisit.value = { state: "failed", error };
      return;
    }
    await pause(RETRY_MS);
  }
}

async function open(): Promise<HiloopError | undefined> {
  try {
    const opened = fragment ? await openLink() : await openKept();
    if (!opened) {
      guestVisit.value = { state: "broken" };
      return undefined;
    }
    guestVisit.value = { state: "open", ...opened };
    follow(opened.member, opened.session);
    return undefined;
  } catch (thrown) {
    return toHiloopError(thrown);
  }
}

type Opened = { member: Member; session: OpenSession };

async function openLink(): Promise<Opened | undefined> {
  const secret = parseSecret(fragment);
  if (secret?.kind !== "Guest") return undefined;
  const { member, log } = await connectGuest({ connection, secret, pins: browserPins });
  const { identity, me } = member;
  const root = rosterRoot(member.roster);
  await saveGuest({ identity, spaceId: me.spaceId, root, savedAt: new Date().toISOString() });
  history.replaceState({ guest: identity.id }, "");
  return { member, session: new OpenSession(log) };
}

async function openKept(): Promise<Opened | undefined> {
  const id: unknown = history.state?.guest;
  const stored = typeof id === "string" ? await loadGuest(id) : undefined;
  if (!stored) return undefined;
  const { identity, root } = stored;
  const member = await Member.connect({ connection, identity, trust: { root }, pins: browserPins });
  const { guest } = member.me;
  return guest ? { member, session: new OpenSession(await member.session(guest.sessionId)) } : undefined;
}

async function follow(member: Member, session: OpenSession): Promise<void> {
  for (;;) {
    try {
      const response = await member.http.open("GET", "/v1/guest/events");
      await session.sync();
      await readEvents(response, (event) => {
        if (event.type === "session") session.sync();
        if (event.type === "waiting") isGuestAwaited.value = event.waiting;
      }).finally(() => {
        isReachable.value = false;
      });
    } catch (thrown) {
      const error = toHiloopError(thrown);
      if (error.code !== "unavailable" && error.code !== "rate_limited") {
        guestVisit.value = { state: "failed", error };
        return;
      }
    }
    isGuestAwaited.value = false;
    await pause(RETRY_MS);
  }
}
