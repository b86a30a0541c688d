import * as v from "valibot";
import type { InputIssue } from "../protocol/error.ts";
import { line } from "./field-schemas.ts";

/** A choice: a string that is both value and label, or the two apart. */
export const OptionSchema = v.union([line(200), v.strictObject({ value: line(200), label: line(200) })]);

export type Option = v.InferOutput<typeof OptionSchema>;

/** The value that comes back when this option is chosen. */
export function optionValue(option: Option): string {
  return typeof option === "string" ? option : option.value;
}

/** What the person reads. */
export function optionLabel(option: Option): string {
  return typeof option === "string" ? option : option.label;
}

/** Options that would come back as the same value. */
export function optionProblems(options: readonly Option[], path: string): InputIssue[] {
  const values = options.map(optionValue);
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [{ path: `${path}[${index}]`, message: "this option stands here twice" }]
      : [],
  );
}

/** The options as `value`, or `value = label`, in one line of text. */
export function optionsText(options: readonly Option[]): string {
  return options
    .map((option) => {
      const [value, label] = [optionValue(option), optionLabel(option)];
      return value === label ? value : `${value} = ${label}`;
    })
    .join(", ");
}
