import { nearest } from "../../components/nearest.ts";
import type { Config } from "../../config/config.ts";
import { applicationData } from "../../config/environment.ts";
import { homeWasGiven } from "../../config/paths.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";
import { CLIENTS, type Client } from "../setup/clients.ts";
import { type Entry, mcpEntry } from "../setup/entry.ts";
import { withEntry } from "../setup/merge.ts";
import { readIfThere, replaceWithBackup } from "../setup/write-file.ts";
import { usageError } from "../usage-error.ts";

const NAMES = Object.keys(CLIENTS);

export const command = defineCommand({
  positionals: [{ name: "client", description: `a client: ${NAMES.join(", ")}` }],
  flags: {
    write: { type: "boolean", description: "Write it into the client's file, after a backup" },
    ...HOME_FLAGS,
  },
  run: async (flags, [name = ""], context) => {
    const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
    if (!client) {
      const near = nearest(name, NAMES);
      const advice = near ? `Did you mean ${near}?` : `Known clients: ${NAMES.join(", ")}.`;
      throw usageError(context.commandName, `"${name}" is not a client that setup knows.`, advice);
    }
    const config = configFrom(flags);
    const entry = { ...client.extra, ...mcpEntry(environmentOf(config)) };
    const file = client.file({
      userHome: config.userHome,
      platform: process.platform,
      appData: applicationData(config.userHome),
    });
    if (flags.write) write(client, file, entry, context);
    else show(client, file, entry, context);
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

function write(client: Client, file: string, entry: Entry, { print }: Context): void {
  const before = readIfThere(file);
  const after = withEntry(before, client.path, entry, file);
  if (before !== "" && after === before) {
    print.note(`${client.label} is set up already: ${file} was not changed.`);
    return;
  }
  const backup = replaceWithBackup(file, after);
  print.line(file);
  print.note(`Wrote it${backup ? `; the old file is ${backup}` : ""}. Restart ${client.label} to use it.`);
}
