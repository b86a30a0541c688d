import { findNodeAtLocation, getNodeValue, type Node, parseTree } from "jsonc-parser";
import { nearest } from "../../components/nearest.ts";
import { accountHome } from "../../config/account-home.ts";
import { type Config, loadConfig } from "../../config/config.ts";
import { settingsFolders } from "../../config/environment.ts";
import { homeWasGiven } from "../../config/paths.ts";
import { LOCAL_PROFILE } from "../../config/profile.ts";
import { HiloopError } from "../../protocol/error.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { confirm } from "../confirm.ts";
import type { Context } from "../context.ts";
import { ignoredNote } from "../ignored-note.ts";
import { readConfig } from "../read-config.ts";
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
    const config = readConfig(flags);
    const ignored = ignoredNote(config);
    if (ignored) context.print.note(`hiloop: ${ignored}`);
    const profile = config.profile ?? usualProfile(config, context);
    const entry = { ...client.extra, ...mcpEntry([...profileFlags(profile), ...homeFlags(config)]) };
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

/** The space on this computer, unless `config.json` names a server: then the entry must leave that to it. */
function usualProfile({ paths }: Config, { print }: Context): string | undefined {
  if (loadConfig({ home: paths.home }, {}).space.mode === "local") return LOCAL_PROFILE;
  print.note(
    `${paths.config} names a server, so the entry is without --profile ${LOCAL_PROFILE}: variables that a cloned repository sets would count.`,
  );
  return undefined;
}

function profileFlags(profile: string | undefined): string[] {
  return profile === undefined ? [] : ["--profile", profile];
}

/** A folder other than the account's usual one is named. A key never is: other users see a command line. */
function homeFlags({ paths }: Config): string[] {
  return homeWasGiven(paths, accountHome() ?? "") ? ["--home", paths.home] : [];
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
    const left = entry.args.includes("--profile") ? variablesIn(before ?? "", client.path) : [];
    requireNoServer(file, left);
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
    if (left.length > 0) {
      context.print.note(`${left.join(", ")} in its env does not count any more: flags and config.json do.`);
    }
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

/** hiloop's own variables that the entry has from before. */
function variablesIn(text: string, path: readonly string[]): string[] {
  const root: Node | undefined = parseTree(text.replace(/^\uFEFF/, ""), [], { allowTrailingComma: true });
  const env = root && findNodeAtLocation(root, [...path, "env"]);
  const names: string[] = env?.type === "object" ? Object.keys(getNodeValue(env)) : [];
  return names.filter((name) => name.startsWith("HILOOP_"));
}

function requireNoServer(file: string, left: string[]): void {
  const variables = left.filter((name) => ["HILOOP_API_KEY", "HILOOP_BASE_URL"].includes(name));
  if (variables.length === 0) return;
  throw new HiloopError(
    "configuration",
    `The entry in ${file} names a server by ${variables.join(" and ")}, and setup would make it mean this computer; it was not changed.`,
    { advice: "Remove these from its env to use the space on this computer, or leave the entry as it is." },
  );
}
