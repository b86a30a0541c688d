import * as v from "valibot";
import type { AskedValue } from "./asks.ts";
import { defineComponent } from "./component.ts";
import { line } from "./field-schemas.ts";

const DEFAULT_MAX = 5;

function askedRating(max: number): AskedValue {
  return {
    name: "rating",
    required: true,
    path: "",
    isShown: () => true,
    problem: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max
        ? undefined
        : `expected a whole number from 1 to ${max}`,
  };
}

export const rating = defineComponent({
  type: "rating",
  group: "interactive",
  description: "Stars; the answer's values.rating is a whole number from 1 to max. One in a message.",
  schema: v.strictObject({
    label: v.optional(line()),
    max: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10), v.description("5 when left out")),
    ),
  }),
  children: false,
  example: { label: "How useful was the report?", max: 5 },
  toText: ({ label, max }) => `Rating${label ? ` (${label})` : ""}: rating, from 1 to ${max ?? DEFAULT_MAX}`,
  asks: ({ max }) => ({ values: [askedRating(max ?? DEFAULT_MAX)] }),
});
