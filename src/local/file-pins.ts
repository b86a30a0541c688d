import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Pin, PinStore } from "../client/pins.ts";
import type { Paths } from "../config/paths.ts";
import { log } from "../log.ts";
import { toHiloopError } from "../protocol/error.ts";
import { Bytes32Schema, IdSchema } from "../protocol/primitives.ts";
import { RosterEntrySchema } from "../protocol/roster-entry.ts";
import { systemError } from "./folder-error.ts";
import { ensurePrivateFolder, replaceFile } from "./private-files.ts";

export const PinSchema = v.object({ root: Bytes32Schema, entries: v.array(RosterEntrySchema) });

/** Pins in one file a space, written by whichever process verified more of the roster. */
export function filePins(paths: Pick<Paths, "home" | "pins">): PinStore {
  const fileOf = (spaceId: string) => join(paths.pins, `${v.parse(IdSchema, spaceId)}.json`);
  return {
    load: async (spaceId) => readPin(fileOf(spaceId)),
    save: async (spaceId, pin) => {
      const known = readPin(fileOf(spaceId));
      if (known?.root === pin.root && known.entries.length >= pin.entries.length) return;
      try {
        ensurePrivateFolder(paths.home);
        ensurePrivateFolder(paths.pins);
        replaceFile(fileOf(spaceId), JSON.stringify(pin));
      } catch (error) {
        // The voucher still guards the root; only a later, shorter roster would go unnoticed.
        const { sentence } = toHiloopError(systemError(error));
        log.warn(`What is known of this space's members could not be kept. ${sentence}`);
      }
    },
  };
}

/** A file that cannot be read counts as none. */
function readPin(path: string): Pin | undefined {
  try {
    return v.parse(PinSchema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}
