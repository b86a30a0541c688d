import { parseArgs } from "node:util";
import { nearest } from "../components/nearest.ts";
import type { Flags, FlagValues, Positional } from "./flags.ts";
import { usageError } from "./usage-error.ts";

type Parsed<F extends Flags> = { flags: FlagValues<F>; positionals: string[] };

/** Strict: an unknown flag, a missing value, a flag given twice and a surplus argument are errors of one sentence. */
export function parseArguments<F extends Flags>(
  args: string[],
  flags: F,
  expected: readonly Positional[],
  commandName: string,
): Parsed<F> {
  const { values, positionals, tokens } = strictly(args, flags, commandName);
  const given = tokens.filter((token) => token.kind === "option").map((token) => token.name);
  const twice = given.find((name, index) => !flags[name]?.multiple && given.indexOf(name) !== index);
  if (twice) throw usageError(commandName, `--${twice} is given twice.`);
  const missing = expected.find(
    (positional, index) => !positional.optional && positionals[index] === undefined,
  );
  if (missing) throw usageError(commandName, `${commandName} needs ${missing.description}.`);
  const surplus = positionals[expected.length];
  if (surplus !== undefined) throw usageError(commandName, `"${surplus}" is one argument too many.`);
  const complete = Object.entries(flags).map(([name, flag]) => [
    name,
    values[name] ?? (flag.type === "boolean" ? false : flag.multiple ? [] : undefined),
  ]);
  return { flags: Object.fromEntries(complete) as FlagValues<F>, positionals };
}

function strictly(args: string[], flags: Flags, commandName: string) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
  );
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true, tokens: true });
  } catch (thrown) {
    throw usageError(commandName, problemOf(thrown, flags));
  }
}

/** The runtime's own texts speak to programmers; what is wrong is in their first words. */
function problemOf(thrown: unknown, flags: Flags): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const unknown = text.match(/^Unknown option '(-[^']*)'/)?.[1];
  if (unknown) {
    const names = Object.keys(flags).filter((name) => !flags[name]?.hidden);
    const near = nearest(unknown.replace(/^-+/, ""), names);
    return `${unknown} is not a flag here${near ? `; did you mean --${near}?` : "."}`;
  }
  const name = text.match(/^Option '[^']*?--([\w-]+)/)?.[1];
  if (!name) return text.split("\n")[0] ?? text;
  return flags[name]?.type === "boolean"
    ? `--${name} takes no value.`
    : `--${name} needs a value (one that starts with a dash is written --${name}=-VALUE).`;
}
