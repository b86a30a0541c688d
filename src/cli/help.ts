import { type ArgsDef, type CommandDef, renderUsage, type SubCommandsDef } from "citty";
import type { CommandEntry } from "./cli.ts";
import type { Command } from "./command.ts";

type HelpTarget = {
  name: string;
  summary: string;
  commands?: Readonly<Record<string, CommandEntry>>;
  command?: Command;
};

/** The help text of hiloop, of a group of commands, or of one command. Without colours. */
export async function helpText(target: HelpTarget): Promise<string> {
  const text = await renderUsage({
    meta: { name: target.name, description: target.summary },
    ...(target.commands ? { subCommands: subCommands(target.commands) } : {}),
    ...(target.command ? { args: argumentsOf(target.command) } : {}),
  });
  return Bun.stripANSI(text)
    .replace(/[ \t]+$/gm, "")
    .trimEnd();
}

function subCommands(commands: Readonly<Record<string, CommandEntry>>): SubCommandsDef {
  return Object.fromEntries(
    Object.entries(commands).map(([name, entry]): [string, CommandDef] => [
      name,
      { meta: { name, description: entry.summary } },
    ]),
  );
}

function argumentsOf(command: Command): ArgsDef {
  const positionals = command.positionals.map((positional): [string, ArgsDef[string]] => [
    positional.name,
    { type: "positional", description: positional.description, required: !positional.optional },
  ]);
  const flags = Object.entries(command.flags)
    .filter(([, flag]) => !flag.hidden)
    .map(([name, flag]): [string, ArgsDef[string]] => [
      name,
      flag.type === "boolean"
        ? { type: "boolean", description: flag.description }
        : {
            type: "string",
            description: flag.multiple ? `${flag.description} (may be repeated)` : flag.description,
            ...(flag.hint ? { valueHint: flag.hint } : {}),
          },
    ]);
  return Object.fromEntries([...positionals, ...flags]);
}
