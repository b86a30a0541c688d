import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { cell, line, listOf, raw } from "./field-schemas.ts";
import { oneLine } from "./one-line.ts";

const MAX_COLUMNS = 50;
const RULES = { left: ":--", center: ":-:", right: "--:" } as const;

function row(cells: readonly (string | number | boolean | null)[]): string {
  const escaped = cells.map((content) => oneLine(content).replaceAll("\\", "\\\\").replaceAll("|", "\\|"));
  return `| ${escaped.join(" | ")} |`;
}

export const table = defineComponent({
  type: "table",
  group: "content",
  description: "Rows under headers.",
  schema: v.strictObject({
    headers: listOf(raw(500), MAX_COLUMNS),
    rows: v.pipe(
      v.array(v.pipe(v.array(cell()), v.maxLength(MAX_COLUMNS))),
      v.maxLength(2_000),
      v.description("each row as long as the headers"),
    ),
    align: v.optional(
      v.pipe(v.array(v.picklist(["left", "center", "right"])), v.description("one for each header")),
    ),
    caption: v.optional(line()),
  }),
  children: false,
  example: { headers: ["Service", "Pods"], rows: [["api", 4]], align: ["left", "right"], caption: "Rollout" },
  problems: ({ headers, rows, align }) => [
    ...rows.flatMap((cells, index) =>
      cells.length === headers.length
        ? []
        : [
            {
              path: `rows[${index}]`,
              message: `expected ${headers.length} cells as in headers, got ${cells.length}`,
            },
          ],
    ),
    ...(align && align.length !== headers.length
      ? [{ path: "align", message: `expected ${headers.length} entries as in headers, got ${align.length}` }]
      : []),
  ],
  toText: ({ headers, rows, align, caption }) => {
    const rule = headers.map((_, index) => RULES[align?.[index] ?? "left"]).join(" | ");
    const lines = [row(headers), `| ${rule} |`, ...rows.map(row)].join("\n");
    return caption ? `${caption}\n\n${lines}` : lines;
  },
});
