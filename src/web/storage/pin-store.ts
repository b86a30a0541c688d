import type { Pin, PinStore } from "../../client/pins.ts";
import { inStore, STORES } from "./database.ts";

/** Pins in IndexedDB, so that a server cannot show this browser a shorter or forked roster tomorrow. */
export const browserPins: PinStore = {
  load: (spaceId) => inStore<Pin | undefined>(STORES.pins, "readonly", (store) => store.get(spaceId)),
  save: async (spaceId, pin) => {
    await inStore(STORES.pins, "readwrite", (store) => store.put(pin, spaceId));
  },
};

export async function forgetPins(): Promise<void> {
  await inStore(STORES.pins, "readwrite", (store) => store.clear());
}
