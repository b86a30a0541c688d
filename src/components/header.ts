import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line } from "./field-schemas.ts";

export const header = defineComponent({
  type: "header",
  group: "content",
  description: "A heading.",
  schema: v.strictObject({
    text: line(),
    level: v.optional(v.pipe(v.picklist([1, 2, 3]), v.description("1 is the largest; 2 when left out"))),
  }),
  children: false,
  example: { text: "What changes", level: 2 },
  toText: ({ text, level }) => `${"#".repeat(level ?? 2)} ${text}`,
});
