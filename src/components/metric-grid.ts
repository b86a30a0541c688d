import * as v from "valibot";
import { defineComponent } from "./component.ts";
import { figure, line, listOf } from "./field-schemas.ts";
import { oneLine } from "./one-line.ts";

export const metricGrid = defineComponent({
  type: "metric_grid",
  group: "content",
  description: "Several figures side by side.",
  schema: v.strictObject({
    metrics: listOf(
      v.strictObject({
        label: line(),
        value: figure(),
        change: v.optional(v.pipe(figure(), v.description("against the last time, such as +12 %"))),
      }),
      60,
    ),
  }),
  children: false,
  example: {
    metrics: [
      { label: "Tests", value: 812, change: "+34" },
      { label: "Coverage", value: "93 %" },
    ],
  },
  toText: ({ metrics }) =>
    metrics
      .map(({ label, value, change }) => {
        const note = change === undefined ? "" : ` (${oneLine(change)})`;
        return `- ${label}: ${oneLine(value)}${note}`;
      })
      .join("\n"),
});
