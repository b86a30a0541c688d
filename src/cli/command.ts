import type { Context } from "./context.ts";
import type { Flags, FlagValues, Positional } from "./flags.ts";
import { parseArguments } from "./parse-arguments.ts";

export type CommandDefinition<F extends Flags> = {
  positionals?: readonly Positional[];
  flags: F;
  /** Gives the exit code. */
  run(flags: FlagValues<F>, positionals: string[], context: Context): Promise<number>;
};

export type Command = {
  positionals: readonly Positional[];
  flags: Flags;
  run(args: string[], context: Context): Promise<number>;
};

/** A command: what it takes, checked strictly, and what it does. */
export function defineCommand<const F extends Flags>(definition: CommandDefinition<F>): Command {
  const positionals = definition.positionals ?? [];
  return {
    positionals,
    flags: definition.flags,
    run: async (args, context) => {
      const parsed = parseArguments<F>(args, definition.flags, positionals, context.commandName);
      return await definition.run(parsed.flags, parsed.positionals, context);
    },
  };
}
