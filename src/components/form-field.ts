import * as v from "valibot";
import type { Values } from "./asks.ts";
import { line, listOf, raw, valueName } from "./field-schemas.ts";
import { OptionSchema } from "./option.ts";

export const FIELD_KINDS = [
  "text",
  "textarea",
  "number",
  "select",
  "multiselect",
  "checkbox",
  "date",
  "time",
  "email",
  "url",
  "slider",
  "file",
] as const;

/** What a slider runs over where the form does not say. */
export const SLIDER_RANGE = { min: 0, max: 100 } as const;

const scalar = v.union([raw(), v.pipe(v.number(), v.finite()), v.boolean()]);
const bound = v.union([line(30), v.pipe(v.number(), v.finite())]);

/** One field of a form. What `min`, `max`, `pattern` and `default` mean follows the HTML input of the same kind. */
export const FormFieldSchema = v.strictObject({
  name: v.pipe(valueName(), v.description("the value's name in values")),
  label: v.pipe(line(), v.description("what the person reads")),
  kind: v.pipe(
    v.picklist(FIELD_KINDS),
    v.description("file: the person attaches one, the value is its attachment id"),
  ),
  required: v.optional(v.pipe(v.boolean(), v.description("of a checkbox: must be ticked"))),
  options: v.optional(v.pipe(listOf(OptionSchema, 500), v.description("of select and multiselect"))),
  min: v.optional(
    v.pipe(
      bound,
      v.description(
        "number, slider: least value; text: characters; multiselect: choices; date, time: earliest",
      ),
    ),
  ),
  max: v.optional(v.pipe(bound, v.description("the same, upwards"))),
  pattern: v.optional(
    v.pipe(
      line(500),
      v.description("of text, textarea, email, url: a regular expression for the whole value"),
    ),
  ),
  placeholder: v.optional(line()),
  default: v.optional(
    v.pipe(
      v.union([scalar, v.pipe(v.array(line(200)), v.maxLength(500))]),
      v.description("the value it starts with"),
    ),
  ),
  show_if: v.optional(
    v.pipe(
      v.strictObject({ field: v.string(), equals: scalar }),
      v.description("shown only while an earlier field has this value"),
    ),
  ),
});

export type FormField = v.InferOutput<typeof FormFieldSchema>;

function equalsValue(field: FormField, values: Values, equals: string | number | boolean): boolean {
  const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
  if (field.kind === "multiselect") return Array.isArray(value) && value.includes(equals);
  if (field.kind === "checkbox" && value === undefined) return equals === false;
  return value === equals;
}

/**
 * Whether a field is shown, given the values so far: its `show_if` names an earlier field of the same form, which must
 * itself be shown and have that value. A checkbox without a value counts as not ticked.
 */
export function isFieldShown(field: FormField, fields: readonly FormField[], values: Values): boolean {
  const { show_if } = field;
  if (!show_if) return true;
  const earlier = fields.slice(0, fields.indexOf(field));
  const other = earlier.find((candidate) => candidate.name === show_if.field);
  return (
    other !== undefined && isFieldShown(other, earlier, values) && equalsValue(other, values, show_if.equals)
  );
}
