import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line, prose } from "./field-schemas.ts";

export const quote = defineComponent({
  type: "quote",
  group: "content",
  description: "Someone's words.",
  schema: v.strictObject({
    text: prose(20_000),
    attribution: v.optional(v.pipe(line(), v.description("who said it"))),
  }),
  children: false,
  example: { text: "Please ship it before Friday.", attribution: "Ada, support" },
  toText: ({ text, attribution }) =>
    [...text.split("\n"), ...(attribution ? [`— ${attribution}`] : [])].map((row) => `> ${row}`).join("\n"),
});
