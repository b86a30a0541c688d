import { SETTINGS } from "../../src/config/settings.ts";
import { markdownTable } from "./markdown-table.ts";

export function environmentTable(): string {
  const rows = SETTINGS.map(({ variable, key, description, fallback }) => [
    `\`${variable}\``,
    key ? `\`${key}\`` : "",
    description,
    fallback,
  ]);
  return markdownTable(["Variable", "Key in `config.json`", "", "Default"], rows);
}
