import { existsSync } from "node:fs";

/**
 * Where the running executable lies, or lay until something replaced it: then Linux says that its file was deleted, and Bun
 * asks when it is asked.
 */
export function executablePath(): string {
  const path = process.execPath;
  return existsSync(path) ? path : path.replace(/ \(deleted\)$/, "");
}
