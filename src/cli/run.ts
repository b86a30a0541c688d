import type { UpdateNotice } from "../upgrade/update-notice.ts";
import { RELEASE_KEY } from "../version.ts";
import { COMMANDS, type CommandEntry, NAME } from "./cli.ts";
import type { Context } from "./context.ts";
import { paintHelp } from "./paint-help.ts";
import { rootHelp } from "./root-help.ts" with { type: "macro" };

const ROOT_HELP: string = await rootHelp();
const INTERRUPTED = 130;
const GRACE_MS = 300;

type Found = { name: string; rest: string[]; entry: CommandEntry | undefined; commands: typeof COMMANDS };

/** Runs one command line and gives its exit code. Everything that is thrown becomes one line on stderr. */
export async function run(args: string[]): Promise<number> {
  const found = findCommand(args);
  if (wantsHelp(found)) return await showHelp(found);
  try {
    const { entry } = found;
    if (!entry || !("load" in entry)) throw await unknownCommand(found);
    const [{ command }, { makeContext }] = await Promise.all([entry.load(), import("./context.ts")]);
    const interruption = new AbortController();
    const context = makeContext(found.name, interruption.signal);
    const graceMs = entry.endsWithinMs ?? GRACE_MS;
    if (graceMs === "own") return await command.run(found.rest, context);
    const notice = beginNotice(found, context);
    const code = await Promise.race([command.run(found.rest, context), onInterrupt(interruption, graceMs)]);
    const news = code === 0 ? (await notice)?.end() : undefined;
    if (news) context.print.note(news);
    return code;
  } catch (thrown) {
    const { report } = await import("./report.ts");
    return report(thrown, found.entry === COMMANDS.serve);
  }
}

/** Loads nothing where no notice can be: builds that cannot check a release, and runs without a terminal. */
async function beginNotice({ rest, entry }: Found, { terminal }: Context): Promise<UpdateNotice | undefined> {
  if (!entry?.updates || RELEASE_KEY === "" || !terminal.messages) return undefined;
  const { beginUpdateNotice } = await import("./update-notice.ts");
  return beginUpdateNotice(rest, entry.updates);
}

function findCommand(args: string[]): Found {
  const found: Found = { name: NAME, rest: args, entry: undefined, commands: COMMANDS };
  for (;;) {
    const [word] = found.rest;
    const next = word !== undefined && Object.hasOwn(found.commands, word) ? found.commands[word] : undefined;
    if (!next) return found;
    found.name += ` ${word}`;
    found.rest = found.rest.slice(1);
    found.entry = next;
    if (!("commands" in next)) return found;
    found.commands = next.commands;
  }
}

function wantsHelp({ rest, entry }: Found): boolean {
  const end = rest.indexOf("--");
  const flags = end < 0 ? rest : rest.slice(0, end);
  if (flags.includes("--help") || flags.includes("-h")) return true;
  return !(entry && "load" in entry) && (rest.length === 0 || rest[0] === "help");
}

async function showHelp({ name, entry, commands }: Found): Promise<number> {
  const text = entry ? await helpOf(name, entry, commands) : ROOT_HELP;
  // console.log and not process.stdout, which costs more than everything else that `--help` does.
  // biome-ignore lint/suspicious/noConsole: help is data on stdout
  console.log(Bun.enableANSIColors ? paintHelp(text) : text);
  return 0;
}

async function helpOf(name: string, entry: CommandEntry, commands: typeof COMMANDS): Promise<string> {
  const command = "load" in entry ? (await entry.load()).command : undefined;
  const { helpText } = await import("./help.ts");
  return await helpText({ name, summary: entry.summary, ...(command ? { command } : { commands }) });
}

async function unknownCommand({ name, rest, commands }: Found): Promise<Error> {
  const [{ usageError }, { nearest }] = await Promise.all([
    import("./usage-error.ts"),
    import("../components/nearest.ts"),
  ]);
  const word = rest[0] ?? "";
  const isFlag = word.startsWith("-");
  const names = isFlag ? ["help", "version"] : Object.keys(commands);
  const near = nearest(word.replace(/^-+/, ""), names);
  const kind = isFlag ? "flag" : "command";
  return usageError(
    name,
    `"${word}" is not a ${kind} of ${name}${near ? `; did you mean ${name} ${isFlag ? "--" : ""}${near}?` : "."}`,
  );
}

/** A first Ctrl-C lets the command end by itself for a while; a second one does not. */
function onInterrupt(interruption: AbortController, graceMs: number): Promise<number> {
  return new Promise((resolve) => {
    const interrupt = () => {
      if (interruption.signal.aborted) resolve(INTERRUPTED);
      interruption.abort();
      setTimeout(() => resolve(INTERRUPTED), graceMs);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  });
}
