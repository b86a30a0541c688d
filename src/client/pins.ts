import type { RosterEntry } from "../protocol/roster-entry.ts";

/** What a client remembers of a space between runs, so that a server cannot show it a shorter or forked roster later. */
export type Pin = { root: string; entries: RosterEntry[] };

/** Where pins are kept: a file, IndexedDB, or memory. A pin that cannot be kept is no error. */
export interface PinStore {
  load(spaceId: string): Promise<Pin | undefined>;
  save(spaceId: string, pin: Pin): Promise<void>;
}

/** Pins for the life of this process. */
export function memoryPins(): PinStore {
  const pins = new Map<string, Pin>();
  return {
    load: async (spaceId) => pins.get(spaceId),
    save: async (spaceId, pin) => void pins.set(spaceId, pin),
  };
}
