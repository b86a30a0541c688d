import * as v from "valibot";
import { defineComponent } from "./component.ts";

export const group = defineComponent({
  type: "group",
  group: "layout",
  description: "Keeps its children together, without a frame.",
  schema: v.strictObject({}),
  children: true,
  example: {},
  toText: (_data, childrenText) => childrenText,
});
