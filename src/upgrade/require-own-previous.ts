import { lstatSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { forShell } from "../local/for-shell.ts";
import { HiloopError } from "../protocol/error.ts";

const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ANYBODY = 0o002;
/** In a folder with this bit, such as /tmp, nobody takes away what is another's. */
const STICKY = 0o1000;

/**
 * Nothing vouches for a kept version but its owner: in a folder where others may write, anybody can put one there.
 * Throws `forbidden` unless this user or root made it, as the executable, and nobody else can change it.
 */
export function requireOwnPrevious(previous: string, executable: string): void {
  const self = process.getuid?.();
  // Windows has neither owners as numbers nor these bits.
  if (self === undefined) return;
  const kept = lstatSync(previous);
  const folder = dirname(previous);
  if (kept.uid !== statSync(executable).uid) {
    throw refused(`${previous} belongs to another user than ${executable}, so it`, remove(previous));
  }
  if (kept.uid !== self && kept.uid !== 0) {
    throw refused(`${previous} belongs to another user, so it`, "Roll back as that user.");
  }
  if (has(kept, WRITABLE_BY_OTHERS)) {
    throw refused(`${previous} can be changed by others, so it`, untouchable(previous));
  }
  const found = statSync(folder);
  if (has(found, WRITABLE_BY_ANYBODY) && !has(found, STICKY)) {
    throw refused(`${folder} can be changed by anybody, so ${previous}`, untouchable(folder));
  }
}

function has({ mode }: Stats, bits: number): boolean {
  return (mode & bits) !== 0;
}

function remove(path: string): string {
  return `Remove ${path}, then install a release by its number: hiloop upgrade --version X.Y.Z --allow-downgrade`;
}

function untouchable(path: string): string {
  return `If you trust it all the same, run first: chmod go-w ${forShell(path)}`;
}

function refused(problem: string, advice: string): HiloopError {
  return new HiloopError("forbidden", `${problem} was not run; nothing was changed.`, { advice });
}
