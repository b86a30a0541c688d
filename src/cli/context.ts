import { Print } from "./print.ts";
import { type Terminal, terminal } from "./terminal.ts";

/** What a command is given besides its flags. */
export type Context = {
  /** As typed: `hiloop agent create`. */
  commandName: string;
  print: Print;
  terminal: Terminal;
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal;
};

export function makeContext(commandName: string, signal: AbortSignal): Context {
  return { commandName, terminal, signal, print: new Print(terminal) };
}
