import * as v from "valibot";
import { HiloopError, type InputIssue } from "./error.ts";

/** Checks `input` against `schema`; all problems at once as one `invalid_input` error that names `what`. */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new HiloopError("invalid_input", `The ${what} is not valid.`, { issues: result.issues.map(toIssue) });
}

/** A valibot issue as a path (`buttons[0].action`) and a sentence. */
export function toIssue(issue: v.BaseIssue<unknown>): InputIssue {
  const keys = (issue.path ?? []).map((step) => step.key);
  const path = keys.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    "",
  );
  return { path, message: readable(issue) };
}

function readable(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "strict_object")
    return issue.expected === "never" ? "is not a known field" : "is required";
  if (issue.type === "object" && issue.received === "undefined") return "is required";
  if (issue.received === "undefined") return `is required: ${issue.message}`;
  return issue.message.startsWith("Invalid ")
    ? `expected ${issue.expected ?? "something else"}, got ${issue.received}`
    : issue.message;
}
