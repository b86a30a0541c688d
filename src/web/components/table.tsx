import { visibleText } from "../../components/visible-text.ts";
import { useParts } from "../parts/use-parts.tsx";
import { Wide } from "../parts/wide.tsx";
import type { ViewProps } from "./view.tsx";

/** Long words in narrow columns take long to lay out. */
function elementsOf(cell: string | number | boolean | null): number {
  return 1 + Math.floor(String(cell).length / 100);
}

export function TableView({ node }: ViewProps<"table">) {
  const { headers, rows, align, caption } = node.data;
  const { count, more } = useParts(
    rows.map((cells) => cells.reduce<number>((sum, cell) => sum + elementsOf(cell), 1)),
    { what: "rows" },
  );
  const side = (column: number) => `align-${align?.[column] ?? "left"}`;
  return (
    <>
      <Wide label={caption ? visibleText(caption) : "Table"}>
        <table class="table">
          {caption && <caption>{visibleText(caption)}</caption>}
          <thead>
            <tr>
              {headers.map((header, column) => (
                <th key={column} scope="col" class={side(column)}>
                  {visibleText(header)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, count).map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column} class={side(column)}>
                    {visibleText(String(cell ?? ""))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {more}
    </>
  );
}
