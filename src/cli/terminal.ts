import type * as tty from "node:tty";

/** Which of the three streams are a terminal. */
export type Terminal = { readonly input: boolean; readonly output: boolean; readonly messages: boolean };

/** Asked only when needed: loading `node:tty` costs as much as the rest of a short command. */
export const terminal: Terminal = {
  get input() {
    return isTerminal(0);
  },
  get output() {
    return isTerminal(1);
  },
  get messages() {
    return isTerminal(2);
  },
};

function isTerminal(descriptor: number): boolean {
  const { isatty }: typeof tty = process.getBuiltinModule("node:tty");
  return isatty(descriptor);
}
