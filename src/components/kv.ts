import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { cell, line, listOf } from "./field-schemas.ts";
import { oneLine } from "./one-line.ts";

export const kv = defineComponent({
  type: "kv",
  group: "content",
  description: "Names and their values, in pairs.",
  schema: v.strictObject({
    entries: listOf(v.strictObject({ key: line(), value: cell() }), 500),
  }),
  children: false,
  example: {
    entries: [
      { key: "Branch", value: "main" },
      { key: "Commits", value: 46 },
    ],
  },
  toText: ({ entries }) => entries.map(({ key, value }) => `- ${key}: ${oneLine(value)}`).join("\n"),
});
