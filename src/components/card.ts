import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line } from "./field-schemas.ts";

export const card = defineComponent({
  type: "card",
  group: "layout",
  description: "Frames its children, under a title if there is one.",
  schema: v.strictObject({ title: v.optional(line()) }),
  children: true,
  example: { title: "Release v2.4.1" },
  toText: ({ title }, childrenText) =>
    [...(title ? [`**${title}**`] : []), ...(childrenText ? [childrenText] : [])].join("\n\n"),
});
