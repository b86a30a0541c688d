import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line, prose } from "./field-schemas.ts";

export const alert = defineComponent({
  type: "alert",
  group: "content",
  description: "A notice that stands out.",
  schema: v.strictObject({
    level: v.picklist(["info", "success", "warning", "error"]),
    title: v.optional(line()),
    text: prose(20_000),
  }),
  children: false,
  example: { level: "warning", title: "Downtime", text: "The site is read-only for two minutes." },
  toText: ({ level, title, text }) => `**${level.toUpperCase()}${title ? `: ${title}` : ""}**\n${text}`,
});
