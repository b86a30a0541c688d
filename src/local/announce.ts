import { existsSync, readdirSync } from "node:fs";
import type { Member } from "../client/member.ts";
import type { Config } from "../config/config.ts";
import { surroundings } from "../config/environment.ts";
import { homeWasGiven } from "../config/paths.ts";
import { findOpener } from "./can-open.ts";
import { forShell } from "./for-shell.ts";
import { openInbox } from "./open-inbox.ts";
import { sweepRedirectFiles } from "./redirect-file.ts";
import { pathToExecutable, startCommand } from "./start-command.ts";

type Place = Pick<Config, "open" | "paths" | "userHome">;

/** Brings questions of the space on this computer before its person, and knows whether somebody may be looking. */
export class Announcer {
  readonly #config: Place;
  /** Why the browser could not be opened when it was last tried. */
  #failure: string | undefined;

  constructor(config: Place) {
    this.#config = config;
  }

  /** Opens the inbox unless one is connected, or was opened in the last minute; then says what `notice` says. */
  async announce(member: Member, owner: () => Promise<Member>): Promise<string | undefined> {
    if (await this.#isHeard(member)) return undefined;
    const opening = await openInbox(this.#config, owner);
    this.#failure = opening.opened ? undefined : opening.reason;
    return opening.opened ? undefined : this.#sentence(opening.address, opening.reason);
  }

  /** What the user has to do before anybody sees a question; undefined while somebody may. Opens nothing. */
  async notice(member: Member): Promise<string | undefined> {
    if (await this.#isHeard(member)) return undefined;
    const opener = await findOpener(this.#config.open, surroundings());
    return this.#sentence(member.inboxAddress, "reason" in opener ? opener.reason : this.#failure);
  }

  async #isHeard(member: Member): Promise<boolean> {
    const { inboxConnected } = await member.refreshMe();
    return inboxConnected || wasOpenedJustNow(this.#config.paths.open);
  }

  /** Names a command that works there: where no browser can be opened, a link on a terminal. */
  #sentence(address: string, reason: string | undefined): string {
    const open = openCommand(this.#config, reason !== undefined);
    const why =
      reason === undefined ? "is not open" : `is not open and cannot be opened from here (${reason})`;
    return `The inbox ${why}: run \`${open}\` in a terminal on this computer; its address is ${address}.`;
  }
}

/** With the whole path unless the shell finds this very hiloop by its name, and with the home unless it is the usual one. */
function openCommand({ paths, userHome }: Place, byLink: boolean): string {
  const [program, ...args] = startCommand();
  const isFound = args.length === 0 && pathToExecutable(program) !== undefined;
  const words = [isFound ? "hiloop" : program, ...args, "open", ...(byLink ? ["--link"] : [])];
  if (homeWasGiven(paths, userHome)) words.push("--home", paths.home);
  return words.map(forShell).join(" ");
}

/** Redirect files are swept after a minute; while one is there, a browser is on its way. */
function wasOpenedJustNow(folder: string): boolean {
  sweepRedirectFiles(folder);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".html"));
}
