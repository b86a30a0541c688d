import * as v from "valibot";
import { defineComponent } from "./component.ts";

export const page = defineComponent({
  type: "page",
  group: "layout",
  description: "Stacks its children from top to bottom.",
  schema: v.strictObject({}),
  children: true,
  example: {},
  toText: (_data, childrenText) => childrenText,
});
