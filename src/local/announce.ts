import { existsSync, readdirSync } from "node:fs";
import type { Member } from "../client/member.ts";
import type { Config } from "../config/config.ts";
import { openInbox } from "./open-inbox.ts";
import { sweepRedirectFiles } from "./redirect-file.ts";

/**
 * Brings a question before the person: opens the inbox unless one is connected, or was opened in the last minute. Gives
 * the sentence to tell the user when that cannot be done here.
 */
export async function announce(
  config: Pick<Config, "open" | "paths">,
  member: Member,
  owner: () => Promise<Member>,
): Promise<string | undefined> {
  const { inboxConnected } = await member.refreshMe();
  if (inboxConnected || wasOpenedJustNow(config.paths.open)) return undefined;
  const opening = await openInbox(config, owner);
  if (opening.opened) return undefined;
  return `The inbox is not open and cannot be opened from here (${opening.reason}): run \`hiloop open\` on this computer; its address is ${opening.address}.`;
}

/** Redirect files are swept after a minute; while one is there, a browser is on its way. */
function wasOpenedJustNow(folder: string): boolean {
  sweepRedirectFiles(folder);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".html"));
}
