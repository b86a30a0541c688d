import * as v from "valibot";
import { defineComponent } from "./component.ts";

export const divider = defineComponent({
  type: "divider",
  group: "content",
  description: "A line between two parts.",
  schema: v.strictObject({}),
  children: false,
  example: {},
  toText: () => "---",
});
