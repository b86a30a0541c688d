import { ERROR_CODES } from "../../src/protocol/error.ts";
import { markdownTable } from "./markdown-table.ts";

export function errorTable(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { status, exit }]) => [
    `\`${code}\``,
    `${status}`,
    `${exit}`,
  ]);
  return markdownTable(["Code", "HTTP status", "Exit code of a command"], rows);
}
