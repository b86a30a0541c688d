import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { listOf, prose } from "./field-schemas.ts";

export const list = defineComponent({
  type: "list",
  group: "content",
  description: "A list with bullets or numbers.",
  schema: v.strictObject({
    items: v.pipe(listOf(prose(5_000), 1_000), v.description("each one a line of Markdown")),
    ordered: v.optional(v.pipe(v.boolean(), v.description("numbers instead of bullets"))),
  }),
  children: false,
  example: { items: ["Migrate the database", "Restart the workers"], ordered: true },
  toText: ({ items, ordered }) =>
    items
      .map((item, index) => {
        const mark = ordered ? `${index + 1}. ` : "- ";
        return mark + item.replaceAll("\n", `\n${" ".repeat(mark.length)}`);
      })
      .join("\n"),
});
