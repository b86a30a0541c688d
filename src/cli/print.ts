import { writeSync } from "node:fs";
import { visibleText } from "../components/visible-text.ts";
import { replaceHidden } from "../protocol/hidden-characters.ts";
import type { Terminal } from "./terminal.ts";

const STDOUT = 1;
export const STDERR = 2;

/** Rows of text under column names. */
export type Table = { columns: string[]; rows: string[][] };

/** Data on stdout, messages on stderr. Written at once: nothing is left in a buffer when the process ends. */
export class Print {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** One line of data, or several. Content from elsewhere cannot drive the terminal. */
  line(text: string): void {
    write(STDOUT, `${this.#terminal.output ? visibleText(text) : text}\n`);
  }

  /** For a program as it is; on a terminal with the same value, but nothing in it can drive the terminal or hide. */
  json(value: unknown): void {
    const text = this.#terminal.output
      ? replaceHidden(JSON.stringify(value, undefined, 2), escaped)
      : JSON.stringify(value);
    write(STDOUT, `${text}\n`);
  }

  /** Aligned, with a head, on a terminal; otherwise tab-separated rows without one. */
  table({ columns, rows }: Table): void {
    const cells = rows.map((row) => row.map(oneLine));
    if (!this.#terminal.output) {
      write(STDOUT, cells.map((row) => `${row.join("\t")}\n`).join(""));
      return;
    }
    const lines = [columns.map((name) => name.toUpperCase()), ...cells];
    const widths = columns.map((_, column) =>
      Math.max(...lines.map((row) => Bun.stringWidth(row[column] ?? ""))),
    );
    for (const row of lines) {
      const padded = row.map(
        (cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell)),
      );
      write(STDOUT, `${padded.join("  ").trimEnd()}\n`);
    }
  }

  /** A message for the person, never data. */
  note(text: string): void {
    write(STDERR, `${visibleText(text)}\n`);
  }
}

/** As JSON has it, in UTF-16 units. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function oneLine(text: string): string {
  return visibleText(text.replace(/[\t\r\n]+/g, " "));
}

/** Writes all of it; a pipe that another process made non-blocking may take only a part at a time. */
export function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      // Whoever read the output has seen enough.
      if (error.code === "EPIPE") return;
      if (error.code !== "EAGAIN") throw error;
      Bun.sleepSync(1);
    }
  }
}
