import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../config/paths.ts";
import { createFile, ensurePrivateFolder } from "./private-files.ts";

/** As long as the code inside works. */
export const REDIRECT_SECONDS = 60;

/** A page that only this user can read and that sends the browser on: a command line can be read by everyone. */
export function writeRedirectFile(paths: Pick<Paths, "home" | "open">, url: string): string {
  ensurePrivateFolder(paths.home);
  ensurePrivateFolder(paths.open);
  const path = join(paths.open, `${crypto.randomUUID()}.html`);
  createFile(path, redirectPage(url));
  return path;
}

/** Takes away the redirect files whose code no longer works. */
export function sweepRedirectFiles(folder: string, now: number = Date.now()): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && now - made > REDIRECT_SECONDS * 1000) rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function redirectPage(url: string): string {
  const address = Bun.escapeHTML(url);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>hiloop</title>
<p>Opening the inbox … <a href="${address}">continue</a></p>
</html>
`;
}
