import { COMMANDS, type CommandEntry } from "../../src/cli/cli.ts";
import type { Command } from "../../src/cli/command.ts";
import { markdownTable } from "./markdown-table.ts";

export async function commandTable(): Promise<string> {
  const parts = await Promise.all(
    Object.entries(COMMANDS).map(([name, entry]) => section(`hiloop ${name}`, entry)),
  );
  return parts.flat().join("\n\n");
}

async function section(name: string, entry: CommandEntry): Promise<string[]> {
  if ("commands" in entry) {
    const parts = await Promise.all(
      Object.entries(entry.commands).map(([child, inner]) => section(`${name} ${child}`, inner)),
    );
    return parts.flat();
  }
  const { command } = await entry.load();
  const words = command.positionals.map(({ name: word, optional }) => (optional ? `[${word}]` : `<${word}>`));
  return [`### \`${[name, ...words].join(" ")}\``, `${entry.summary}.`, ...flagTable(command)];
}

function flagTable(command: Command): string[] {
  const rows = Object.entries(command.flags)
    .filter(([, flag]) => !flag.hidden)
    .map(([flag, { hint, multiple, description }]) => [
      `\`--${flag}${hint ? ` ${hint}` : ""}\`${multiple ? " (repeats)" : ""}`,
      description,
    ]);
  return rows.length > 0 ? [markdownTable(["Flag", ""], rows)] : [];
}
