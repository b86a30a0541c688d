import { rmSync } from "node:fs";
import type { Member } from "../client/member.ts";
import { inviteDevice } from "../client/membership.ts";
import type { Config } from "../config/config.ts";
import { childEnvironment, surroundings } from "../config/environment.ts";
import { findOpener } from "./can-open.ts";
import { REDIRECT_SECONDS, sweepRedirectFiles, writeRedirectFile } from "./redirect-file.ts";
import { spawnApart } from "./spawn-apart.ts";

/** `address` carries no secret: who opens it in a browser that is not signed in is told to run `hiloop open`. */
export type Opening = { opened: true; address: string } | { opened: false; address: string; reason: string };

/** How long a program that opens files gets to say that it cannot. */
const FAILS_WITHIN_MS = 1_500;

/**
 * Opens the inbox in the person's browser and signs it in, by a code that works once and for a minute. The code is in a
 * file of this user's, never on a command line.
 */
export async function openInbox(
  config: Pick<Config, "open" | "paths">,
  owner: () => Promise<Member>,
): Promise<Opening> {
  const opener = await findOpener(config.open, surroundings());
  const member = await owner();
  const address = member.inboxAddress;
  if ("reason" in opener) return { opened: false, address, reason: opener.reason };
  sweepRedirectFiles(config.paths.open);
  const { url } = await inviteDevice(member, { expiresInSeconds: REDIRECT_SECONDS });
  const file = writeRedirectFile(config.paths, url);
  const failure = await runOpener([...opener.command, file], opener.environment, config.paths.home);
  if (failure === undefined) return { opened: true, address };
  // While it is there, a browser counts as being on its way.
  rmSync(file, { force: true });
  return { opened: false, address, reason: failure };
}

/** Undefined when it opened or is still at it; else why it did not. */
async function runOpener(
  command: [string, ...string[]],
  environment: Record<string, string>,
  cwd: string,
): Promise<string | undefined> {
  try {
    // A browser that it starts may stay its child.
    const child = spawnApart(command, {
      // Not where hiloop was started: Windows looks for a program there before it looks in PATH.
      cwd,
      env: childEnvironment(environment),
      stdio: ["ignore", "ignore", "ignore"],
    });
    const patience = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => patience.resolve(undefined), FAILS_WITHIN_MS);
    const code = await Promise.race([child.exited, patience.promise]);
    clearTimeout(timer);
    await child.letGo();
    return code ? `${command[0]} ended with code ${code}` : undefined;
  } catch {
    return `${command[0]} cannot be run`;
  }
}
