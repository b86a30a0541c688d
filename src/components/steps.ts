import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { line, listOf, prose } from "./field-schemas.ts";
import { oneLine } from "./one-line.ts";

export const steps = defineComponent({
  type: "steps",
  group: "content",
  description: "How far a piece of work has come.",
  schema: v.strictObject({
    steps: listOf(
      v.strictObject({
        label: line(),
        status: v.picklist(["done", "active", "pending", "failed"]),
        detail: v.optional(prose(5_000)),
      }),
      200,
    ),
  }),
  children: false,
  example: {
    steps: [
      { label: "Build", status: "done" },
      { label: "Deploy", status: "active", detail: "2 of 4 regions" },
    ],
  },
  toText: ({ steps: entries }) =>
    entries
      .map(
        ({ label, status, detail }, index) =>
          `${index + 1}. ${label} (${status})${detail === undefined ? "" : `: ${oneLine(detail)}`}`,
      )
      .join("\n"),
});
