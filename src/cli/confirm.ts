import { createInterface } from "node:readline";
import { STDERR, write } from "./print.ts";

/** Asks a yes-or-no question on the terminal; anything else than yes, the end of the input too, is no. */
export async function confirm(question: string): Promise<boolean> {
  write(STDERR, `${question} [y/N] `);
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
