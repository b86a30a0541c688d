import * as v from "valibot";
import type { AskedValue, Values } from "./asks.ts";
import { defineComponent } from "./component.ts";
import { line, listOf } from "./field-schemas.ts";
import { type FormField, FormFieldSchema, isFieldShown } from "./form-field.ts";
import { costlyPattern, fieldProblems } from "./form-field-problems.ts";
import { valueProblem } from "./form-value.ts";
import { optionsText } from "./option.ts";

function asked(field: FormField, index: number, fields: readonly FormField[]): AskedValue {
  return {
    name: field.name,
    required: field.required === true,
    path: `fields[${index}].name`,
    isShown: (values: Values) => isFieldShown(field, fields, values),
    problem: (value) => valueProblem(field, value),
  };
}

function fieldText(field: FormField): string {
  const { name, label, kind, required, options, min, max, pattern, default: start, show_if } = field;
  const notes = [
    kind,
    ...(required ? ["required"] : []),
    ...(options ? [`${kind === "multiselect" ? "any of" : "one of"}: ${optionsText(options)}`] : []),
    ...(min === undefined ? [] : [`min ${min}`]),
    ...(max === undefined ? [] : [`max ${max}`]),
    ...(pattern === undefined ? [] : [`pattern ${pattern}`]),
    ...(start === undefined ? [] : [`default ${[start].flat().join(", ")}`]),
    ...(show_if ? [`only if ${show_if.field} is ${show_if.equals}`] : []),
  ];
  return `- ${name} (${label}): ${notes.join("; ")}`;
}

export const form = defineComponent({
  type: "form",
  group: "interactive",
  description: "Fields to fill in; the answer's values has them by name.",
  schema: v.strictObject({
    fields: listOf(FormFieldSchema, 100),
    submit_label: v.optional(
      v.pipe(
        line(100),
        v.description("a submit button of its own beside a button_group; without one it always has one"),
      ),
    ),
  }),
  children: false,
  example: {
    fields: [
      {
        name: "env",
        label: "Environment",
        kind: "select",
        required: true,
        options: ["staging", "production"],
      },
      {
        name: "ticket",
        label: "Ticket",
        kind: "text",
        pattern: "OPS-\\d+",
        show_if: { field: "env", equals: "production" },
      },
    ],
    submit_label: "Deploy",
  },
  problems: ({ fields }, allowance) => {
    // First of all: whoever goes on to check the defaults already pays.
    const costly = costlyPattern(fields, allowance);
    if (costly) return [costly];
    return fields.flatMap((field, index) => fieldProblems(field, index, fields.slice(0, index)));
  },
  toText: ({ fields }) => `Form:\n${fields.map(fieldText).join("\n")}`,
  asks: ({ fields, submit_label }) => ({
    values: fields.map(asked),
    ...(submit_label === undefined ? {} : { submitLabel: submit_label }),
  }),
});
