import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { figure, line } from "./field-schemas.ts";
import { oneLine } from "./one-line.ts";

export const stat = defineComponent({
  type: "stat",
  group: "content",
  description: "One figure, large.",
  schema: v.strictObject({
    label: line(),
    value: figure(),
    change: v.optional(v.pipe(figure(), v.description("against the last time, such as +12 %"))),
    trend: v.optional(v.picklist(["up", "down", "flat"])),
  }),
  children: false,
  example: { label: "Error rate", value: "0.02 %", change: "-0.01", trend: "down" },
  toText: ({ label, value, change, trend }) => {
    const notes = [...(change === undefined ? [] : [oneLine(change)]), ...(trend ? [`trend ${trend}`] : [])];
    return `${label}: ${oneLine(value)}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
  },
});
