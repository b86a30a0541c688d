import type { InputIssue } from "../protocol/error.ts";
import type { Allowance } from "./component.ts";
import type { FormField } from "./form-field.ts";
import { compilePattern } from "./form-pattern.ts";
import { isDate, isTime, valueProblem } from "./form-value.ts";
import { optionProblems, optionValue } from "./option.ts";

type Kind = FormField["kind"];
type Problem = { at: string; message: string };

const CHOICES: readonly Kind[] = ["select", "multiselect"];
const WRITTEN: readonly Kind[] = ["text", "textarea", "email", "url"];
const COUNTED: readonly Kind[] = ["text", "textarea", "multiselect"];
const MEASURED: readonly Kind[] = ["number", "slider"];

function optionsProblems({ kind, options }: FormField): Problem[] {
  if (!CHOICES.includes(kind))
    return options ? [{ at: "options", message: `a ${kind} field has no options` }] : [];
  if (!options)
    return [{ at: "options", message: `expected a list, got nothing: a ${kind} field needs options` }];
  return optionProblems(options, "options").map(({ path, message }) => ({ at: path, message }));
}

function boundProblem(kind: Kind, bound: string | number): string | undefined {
  if (MEASURED.includes(kind)) return typeof bound === "number" ? undefined : "expected a number";
  if (COUNTED.includes(kind)) {
    return typeof bound === "number" && Number.isInteger(bound) && bound >= 0
      ? undefined
      : "expected a whole number, 0 or more";
  }
  if (kind === "date")
    return typeof bound === "string" && isDate(bound) ? undefined : "expected a date such as 2026-02-28";
  if (kind === "time")
    return typeof bound === "string" && isTime(bound) ? undefined : "expected a time such as 09:30";
  return `a ${kind} field has no bounds`;
}

function rangeProblems({ kind, min, max }: FormField): Problem[] {
  const wrong = Object.entries({ min, max }).flatMap(([at, bound]) => {
    const message = bound === undefined ? undefined : boundProblem(kind, bound);
    return message ? [{ at, message }] : [];
  });
  if (wrong.length > 0 || min === undefined || max === undefined || min <= max) return wrong;
  return [{ at: "max", message: "expected at least as much as min" }];
}

function patternProblems({ kind, pattern }: FormField): Problem[] {
  if (pattern === undefined) return [];
  if (!WRITTEN.includes(kind)) return [{ at: "pattern", message: `a ${kind} field has no pattern` }];
  const compiled = compilePattern(pattern);
  return compiled.ok ? [] : [{ at: "pattern", message: `this pattern cannot be used: ${compiled.problem}` }];
}

function defaultProblems(field: FormField): Problem[] {
  if (field.default === undefined) return [];
  if (field.kind === "file") return [{ at: "default", message: "a file field has no default" }];
  // A default is a start, not an answer: an empty one is fine in a required field.
  const message = valueProblem({ ...field, required: undefined }, field.default);
  return message ? [{ at: "default", message }] : [];
}

function showIfProblems({ show_if }: FormField, earlier: readonly FormField[]): Problem[] {
  if (!show_if) return [];
  const other = earlier.find(({ name }) => name === show_if.field);
  if (!other) return [{ at: "show_if.field", message: "expected the name of an earlier field of this form" }];
  const { equals } = show_if;
  const possible = CHOICES.includes(other.kind)
    ? (other.options ?? []).some((option) => optionValue(option) === equals)
    : valueProblem({ ...other, required: undefined }, equals) === undefined;
  return possible ? [] : [{ at: "show_if.equals", message: `expected a value that ${other.name} can have` }];
}

/** The first pattern that is one too many for its message, if there is one. */
export function costlyPattern(fields: readonly FormField[], allowance: Allowance): InputIssue | undefined {
  for (const [index, { pattern }] of fields.entries()) {
    if (pattern === undefined) continue;
    const compiled = allowance.patternWork < 0 ? undefined : compilePattern(pattern);
    allowance.patternWork -= compiled?.ok ? compiled.work : 0;
    if (allowance.patternWork < 0)
      return {
        path: `fields[${index}].pattern`,
        message:
          "the patterns of this message are too much work together; use fewer, with shorter repetitions",
      };
  }
  return undefined;
}

/** What is wrong with a field that fits its schema: what its kind does not allow, and what can never be fulfilled. */
export function fieldProblems(field: FormField, index: number, earlier: readonly FormField[]): InputIssue[] {
  const problems = [
    ...optionsProblems(field),
    ...rangeProblems(field),
    ...patternProblems(field),
    ...defaultProblems(field),
    ...showIfProblems(field, earlier),
  ];
  return problems.map(({ at, message }) => ({ path: `fields[${index}].${at}`, message }));
}
