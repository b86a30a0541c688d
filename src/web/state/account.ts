import { signal } from "@preact/signals";
import { pause } from "../../client/connection.ts";
import { Member } from "../../client/member.ts";
import { memoryPins } from "../../client/pins.ts";
import { type HiloopError, toHiloopError } from "../../protocol/error.ts";
import {
  forgetIdentity,
  loadIdentity,
  type StoredIdentity,
  saveIdentity,
} from "../storage/identity-store.ts";
import { browserPins, forgetPins } from "../storage/pin-store.ts";
import { forgetSealed, pruneSealed } from "../storage/sealed-cache.ts";
import { connection, keptConnection } from "./network.ts";

/** Who this browser is signed in as. `isFresh` is false while only the last visit's sealed answers speak. */
export type Account =
  | { state: "loading" }
  | { state: "signed-out"; reason?: HiloopError }
  | { state: "signed-in"; member: Member; isFresh: boolean }
  | { state: "failed"; error: HiloopError };

export const account = signal<Account>({ state: "loading" });

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 20_000;
const LONGEST_PAINT_MS = 400;

/** Signs in with what this browser keeps: first from the last visit, then for real, until the server answers. */
export async function resume(): Promise<void> {
  const stored = await loadIdentity();
  if (!stored) {
    account.value = { state: "signed-out" };
    return;
  }
  // Both at once would make each other slow; the server's word can wait for the first paint.
  await Promise.race([paintFromKept(stored).catch(ignore), pause(LONGEST_PAINT_MS)]);
  for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
    const error = await connectStored(stored);
    if (!error) return;
    if (error.code !== "unavailable" && error.code !== "rate_limited") return refuse(error);
    await pause(wait);
  }
}

/** Takes over a device that was just joined or set up, and keeps it. */
export async function signIn(member: Member, root: string): Promise<void> {
  await keepDevice(member, root);
  account.value = { state: "signed-in", member, isFresh: true };
}

/** Keeps a device, so that whoever closes the page now is signed in when it opens again. */
export async function keepDevice(member: Member, root: string): Promise<void> {
  await saveIdentity({
    identity: member.identity,
    spaceId: member.me.spaceId,
    root,
    savedAt: new Date().toISOString(),
  });
  navigator.storage?.persist?.().catch(ignore);
}

/** Forgets everything this browser keeps. The device itself stays in the roster until somebody removes it. */
export async function signOut(): Promise<void> {
  await Promise.all([forgetIdentity(), forgetPins(), forgetSealed()]);
  account.value = { state: "signed-out" };
}

async function connectStored(stored: StoredIdentity): Promise<HiloopError | undefined> {
  try {
    const { identity, root } = stored;
    const member = await Member.connect({ connection, identity, trust: { root }, pins: browserPins });
    account.value = { state: "signed-in", member, isFresh: true };
    pruneSealed().catch(ignore);
    return undefined;
  } catch (thrown) {
    return toHiloopError(thrown);
  }
}

async function refuse(error: HiloopError): Promise<void> {
  if (error.code !== "unauthorized" && error.code !== "gone") {
    account.value = { state: "failed", error };
    return;
  }
  await Promise.all([forgetSealed(), forgetIdentity(), forgetPins()]);
  account.value = { state: "signed-out", reason: error };
}

async function paintFromKept({ identity, root }: StoredIdentity): Promise<void> {
  const member = await Member.connect({
    connection: keptConnection,
    identity,
    trust: { root },
    pins: memoryPins(),
  });
  if (account.value.state === "loading") account.value = { state: "signed-in", member, isFresh: false };
}

function ignore(): void {}
