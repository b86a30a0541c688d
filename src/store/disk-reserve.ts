import { statfsSync } from "node:fs";
import { HiloopError } from "../protocol/error.ts";

/** A small disk gives at most this part of itself. */
const LARGEST_PART = 1 / 8;

/** The last bytes of a disk, for answers and endings alone: nobody stands in their way by filling it. */
export class DiskReserve {
  readonly #folder: string;
  readonly #bytes: number;

  constructor(folder: string, bytes: number) {
    this.#folder = folder;
    this.#bytes = bytes;
  }

  /** How many bytes everything else may still take; below zero when the reserve is touched. */
  room(): number {
    const disk = sizeOf(this.#folder);
    return disk ? disk.free - Math.min(this.#bytes, disk.total * LARGEST_PART) : Number.POSITIVE_INFINITY;
  }
}

/** Infinite where the system does not say. */
export function freeBytes(folder: string): number {
  return sizeOf(folder)?.free ?? Number.POSITIVE_INFINITY;
}

export function fullDisk(cause?: unknown): HiloopError {
  return new HiloopError("storage", "The server could not write to its disk; nothing was changed.", {
    advice: "Free some space where the server keeps its data, then try again.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Undefined where the system does not say. */
function sizeOf(folder: string): { total: number; free: number } | undefined {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    return blocks > 0 ? { total: blocks * bsize, free: bavail * bsize } : undefined;
  } catch {
    return undefined;
  }
}
