import { rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../local/private-files.ts";
import { log } from "../../log.ts";

/** Where the link that makes the owner waits for a person while no terminal shows it. */
export function setupLinkIn(dataDir: string): string {
  return join(dataDir, "setup-link");
}

/** Gives the path of the file, which only this user can read. */
export function leaveSetupLink(dataDir: string, link: string): string {
  const file = setupLinkIn(dataDir);
  replaceFile(file, `${link}\n`);
  return file;
}

export function removeSetupLink(dataDir: string): void {
  const file = setupLinkIn(dataDir);
  try {
    rmSync(file, { force: true });
  } catch {
    // No reason to end a server.
    log.warn(`${file} cannot be removed. It is of no use any more: remove it yourself.`);
  }
}
