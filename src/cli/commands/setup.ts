import { nearest } from "../../components/nearest.ts";
import type { Config } from "../../config/config.ts";
import { settingsFolders } from "../../config/environment.ts";
import { homeWasGiven } from "../../config/paths.ts";
import { HiloopError } from "../../protocol/error.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { confirm } from "../confirm.ts";
import type { Context } from "../context.ts";
import { CLIENTS, type Client } from "../setup/clients.ts";
import { type Entry, mcpEntry } from "../setup/entry.ts";
import { checkFile, opposingFields, withEntry } from "../setup/merge.ts";
import { readClientFile, replaceText } from "../setup/write-file.ts";
import { usageError } from "../usage-error.ts";

const NAMES = Object.keys(CLIENTS);
/** How often it begins anew when another program wrote the file meanwhile. */
const ATTEMPTS = 20;

export const command = defineCommand({
  positionals: [{ name: "client", description: `a client: ${NAMES.join(", ")}` }],
  flags: {
    write: { type: "boolean", description: "Write it into the client's file, after a backup" },
    replace: {
      type: "boolean",
      description: "Remove fields such as url or disabled that an older entry has, without asking",
    },
    ...HOME_FLAGS,
  },
  run: async (flags, [name = ""], context) => {
    const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
    if (!client) {
      const near = nearest(name, NAMES);
      const advice = near ? `Did you mean ${near}?` : `Known clients: ${NAMES.join(", ")}.`;
      throw usageError(context.commandName, `"${name}" is not a client that setup knows.`, advice);
    }
    if (flags.replace && !flags.write)
      throw usageError(context.commandName, "--replace says nothing without --write.");
    const config = configFrom(flags);
    const entry = { ...client.extra, ...mcpEntry(environmentOf(config)) };
    const file = client.file({
      userHome: config.userHome,
      platform: process.platform,
      folders: settingsFolders(config.userHome),
    });
    if (flags.write) return await write(client, file, entry, flags.replace, context);
    show(client, file, entry, context);
    return 0;
  },
});

/** A folder other than the usual one must reach the client, which passes almost no environment on. Keys never do. */
function environmentOf(config: Config): Record<string, string> {
  return homeWasGiven(config.paths, config.userHome) ? { HILOOP_HOME: config.paths.home } : {};
}

function show(client: Client, file: string, entry: Entry, { print }: Context): void {
  if (client.byCommand) {
    print.note(`Run this, and ${client.label} has it:`);
    print.line(client.byCommand(entry));
    return;
  }
  print.note(`For ${client.label}, in ${file} (or run the same with --write):`);
  const nested = client.path.toReversed().reduce<object>((inside, key) => ({ [key]: inside }), entry);
  print.line(JSON.stringify(nested, undefined, 2));
}

async function write(
  client: Client,
  file: string,
  entry: Entry & Record<string, unknown>,
  mayRemove: boolean,
  context: Context,
): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = readClientFile(file);
    checkFile(before ?? "", client.path, file);
    const opposing = opposingFields(before ?? "", client.path, entry);
    if (opposing.length > 0 && !mayRemove) {
      if (!(await wantsRemoved(client, file, opposing, context))) return 1;
    }
    const after = withEntry(before ?? "", client.path, entry, opposing);
    if (after === before) {
      context.print.note(`${client.label} is set up already: ${file} was not changed.`);
      return 0;
    }
    const written = replaceText(file, before, after);
    if (!written) continue;
    const { backup } = written;
    context.print.line(file);
    if (opposing.length > 0) context.print.note(`Removed ${listed(opposing)} from its entry.`);
    context.print.note(
      `Wrote it${backup ? `; the old file is ${backup}` : ""}. Restart ${client.label} to use it.`,
    );
    return 0;
  }
  throw new HiloopError("conflict", `Another program writes ${file} all the time; it was not changed.`, {
    advice: `Close ${client.label}, then try again.`,
  });
}

/** Asks on a terminal; elsewhere it is refused, with the flag that says yes. */
async function wantsRemoved(
  { label }: Client,
  file: string,
  opposing: string[],
  { terminal, print }: Context,
): Promise<boolean> {
  const what = `The entry "hiloop" in ${file} has ${listed(opposing)}, by which ${label} would start something else, or nothing`;
  if (!terminal.input || !terminal.messages) {
    throw new HiloopError("conflict", `${what}; it was not changed.`, {
      advice: "To remove that run the same with --replace; the old file is kept beside it.",
    });
  }
  print.note(`${what}.`);
  if (await confirm("Remove that? The old file is kept beside it.")) return true;
  print.note("Nothing was changed.");
  return false;
}

function listed(names: string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
