import * as v from "valibot";
import { attachmentId } from "./field-schemas.ts";
import { type FormField, SLIDER_RANGE } from "./form-field.ts";
import { compilePattern, MAX_PATTERN_INPUT } from "./form-pattern.ts";
import { listed } from "./input-issues.ts";
import { optionValue } from "./option.ts";

type Check = (field: FormField, value: unknown) => string | undefined;

const MAX_TEXTAREA = 100_000;
const MAX_TEXT = 10_000;
const MAX_EMAIL = 254;
const MAX_URL = 2_000;

/** True for a value that says nothing: left out, an empty text, no choice. */
export function isBlank(value: unknown): boolean {
  if (typeof value === "string") return value.trim() === "";
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function outside(
  { min, max }: Pick<FormField, "min" | "max">,
  amount: number,
  unit: string,
): string | undefined {
  if (typeof min === "number" && amount < min) return `expected at least ${min}${unit}`;
  return typeof max === "number" && amount > max ? `expected at most ${max}${unit}` : undefined;
}

function textCheck(limit: number, multiline: boolean): Check {
  return (field, value) => {
    if (typeof value !== "string") return "expected a string";
    const longest = field.pattern === undefined ? limit : Math.min(limit, MAX_PATTERN_INPUT);
    if (value.length > longest) return `expected at most ${longest} characters`;
    if (!multiline && /[\r\n]/.test(value)) return "expected a single line";
    // An optional field left empty is fine, whatever its pattern or shortest length.
    if (value === "") return undefined;
    const length = outside(field, [...value].length, " characters");
    if (length || field.pattern === undefined) return length;
    const pattern = compilePattern(field.pattern);
    return pattern.ok && pattern.matches(value) ? undefined : `expected text that matches ${field.pattern}`;
  };
}

function numberCheck(range: { min?: number; max?: number }): Check {
  return (field, value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return "expected a number";
    return outside({ min: field.min ?? range.min, max: field.max ?? range.max }, value, "");
  };
}

/** Date and time compare as text, because both are written with the largest unit first. */
function momentCheck(isValid: (text: string) => boolean, words: string): Check {
  return ({ min, max }, value) => {
    if (value === "") return undefined;
    if (typeof value !== "string" || !isValid(value)) return `expected ${words}`;
    if (typeof min === "string" && value < min) return `expected ${min} or later`;
    return typeof max === "string" && value > max ? `expected ${max} or earlier` : undefined;
  };
}

/** A day of the calendar, `2026-02-28`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A time of day, `09:30` or `09:30:15`. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function optionCheck({ options }: FormField, value: unknown): string | undefined {
  const values = (options ?? []).map(optionValue);
  return typeof value === "string" && values.includes(value) ? undefined : `expected ${listed(values)}`;
}

function multiselectCheck(field: FormField, value: unknown): string | undefined {
  if (!Array.isArray(value)) return "expected a list of options";
  if (new Set(value).size < value.length) return "expected each option once";
  const known = new Set((field.options ?? []).map(optionValue));
  const wrong = value.findIndex((one) => typeof one !== "string" || !known.has(one));
  if (wrong >= 0) return optionCheck(field, value[wrong]);
  return value.length === 0 ? undefined : outside(field, value.length, " choices");
}

const line = textCheck(MAX_TEXT, false);

const CHECKS: Record<FormField["kind"], Check> = {
  text: line,
  textarea: textCheck(MAX_TEXTAREA, true),
  number: numberCheck({}),
  slider: numberCheck(SLIDER_RANGE),
  select: (field, value) => (value === "" ? undefined : optionCheck(field, value)),
  multiselect: multiselectCheck,
  checkbox: (_field, value) => (typeof value === "boolean" ? undefined : "expected true or false"),
  date: momentCheck(isDate, "a date such as 2026-02-28"),
  time: momentCheck(isTime, "a time such as 09:30"),
  email: (field, value) => {
    const wrong = textCheck(MAX_EMAIL, false)(field, value);
    return (
      wrong ??
      (value === "" || /^[^\s@]+@[^\s@]+$/.test(String(value)) ? undefined : "expected an email address")
    );
  },
  url: (field, value) => {
    const wrong = textCheck(MAX_URL, false)(field, value);
    return (
      wrong ?? (value === "" || isWebAddress(String(value)) ? undefined : "expected an http or https address")
    );
  },
  file: (_field, value) => (v.is(attachmentId(), value) ? undefined : "expected the id of an attachment"),
};

/**
 * What is wrong with the value given for a field, in a few words, or undefined. A blank value of a required field is a
 * problem here too. Takes anything and never throws.
 */
export function valueProblem(field: FormField, value: unknown): string | undefined {
  if (field.required && (isBlank(value) || (field.kind === "checkbox" && value === false))) {
    return field.kind === "checkbox" ? "this box must be ticked" : "this field is required";
  }
  return CHECKS[field.kind](field, value);
}
