import { toolList } from "../../src/mcp/tool-list.ts";
import { markdownTable } from "./markdown-table.ts";

type Property = { type?: string; description?: string; enum?: string[] };

export function toolTables(): string {
  return toolList()
    .map(({ name, description, inputSchema, annotations }) => {
      const required = inputSchema.required ?? [];
      const rows = Object.entries(inputSchema.properties).map(([argument, schema]) => {
        const { type = "", description: text = "", enum: values } = schema as Property;
        return [
          `\`${argument}\`${required.includes(argument) ? "" : "?"}`,
          values ? values.map((value) => `\`${value}\``).join(", ") : type,
          text,
        ];
      });
      const hints = Object.entries(annotations)
        .filter(([, isSet]) => isSet)
        .map(([hint]) => `\`${hint}\``)
        .join(", ");
      return [
        `### \`${name}\``,
        description,
        markdownTable(["Argument", "Type", ""], rows),
        hints ? `Hints: ${hints}` : "",
      ].join("\n\n");
    })
    .join("\n\n");
}
