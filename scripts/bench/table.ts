import type { Row } from "./row.ts";

const HEADINGS = ["what", "budget", "figure", "met"];

/** The rows as a Markdown table, the figures behind them below it. */
export function table(rows: Row[]): string {
  const lines = rows.map((row) => [row.what, row.budget, row.figure, row.met ? "yes" : "NO"]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[HEADINGS, ...lines].map((line) => Bun.stringWidth(line[column] ?? heading))),
  );
  const draw = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell))).join(" | ")} |`;
  const notes = rows.flatMap((row) =>
    row.notes.length > 0 ? ["", `${row.what}:`, ...row.notes.map((note) => `- ${note}`)] : [],
  );
  return [
    draw(HEADINGS),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...lines.map(draw),
    ...notes,
  ].join("\n");
}
