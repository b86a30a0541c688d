import { visibleText } from "../../components/visible-text.ts";
import { Wide } from "../parts/wide.tsx";
import type { ViewProps } from "./view.tsx";

export function TableView({ node }: ViewProps<"table">) {
  const { headers, rows, align, caption } = node.data;
  const side = (column: number) => `align-${align?.[column] ?? "left"}`;
  return (
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
          {rows.map((cells, row) => (
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
  );
}
