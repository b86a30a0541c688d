import { ERROR_CODES } from "../../src/protocol/error.ts";
import { markdownTable } from "./markdown-table.ts";

export function errorTable(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, entry]) => [
    `\`${code}\``,
    `${entry.status}`,
    `${entry.exit}`,
    "says" in entry ? entry.says : "never a server's word: only a client finds this out",
  ]);
  return markdownTable(["Code", "HTTP status", "Exit code of a command", "What a client says of it"], rows);
}
