import { closeSync, linkSync, openSync, renameSync } from "node:fs";

const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** Gives a finished file its name, unless something has it: then it throws EEXIST. */
export function placeFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (thrown) {
    if (!NO_LINKS.includes(codeOf(thrown))) throw thrown;
    // A stick or a share without hard links: the name is taken first, by an empty file of our own.
    closeSync(openSync(to, "wx", 0o600));
    renameSync(from, to);
  }
}

/** Whether placing failed because something has the name. */
export function isTaken(thrown: unknown): boolean {
  return ["EEXIST", "ENOTEMPTY", "ENOTDIR", "EISDIR"].includes(codeOf(thrown));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
