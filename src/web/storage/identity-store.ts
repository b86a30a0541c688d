import type { OwnIdentity } from "../../crypto/identity.ts";
import { inStore, STORES } from "./database.ts";

/** Who this browser is. The private keys are CryptoKeys that cannot be exported; the secret they came from is gone. */
export type StoredIdentity = { identity: OwnIdentity; spaceId: string; root: string; savedAt: string };

const OWN = "own";

export function loadIdentity(): Promise<StoredIdentity | undefined> {
  return inStore(STORES.identity, "readonly", (store) => store.get(OWN));
}

export async function saveIdentity(stored: StoredIdentity): Promise<void> {
  await inStore(STORES.identity, "readwrite", (store) => store.put(stored, OWN));
}

export async function forgetIdentity(): Promise<void> {
  await inStore(STORES.identity, "readwrite", (store) => store.delete(OWN));
}

/** A guest's identity by its id: several links may be open in one browser. */
export function loadGuest(id: string): Promise<StoredIdentity | undefined> {
  return inStore(STORES.guests, "readonly", (store) => store.get(id));
}

export async function saveGuest(stored: StoredIdentity): Promise<void> {
  await inStore(STORES.guests, "readwrite", (store) => store.put(stored, stored.identity.id));
}
