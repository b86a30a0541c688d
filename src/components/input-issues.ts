import type * as v from "valibot";
import type { InputIssue } from "../protocol/error.ts";
import { type Shape, shapeAt, shapeOf } from "./schema-shape.ts";
import { visibleText } from "./visible-text.ts";

const MAX_NAME_SHOWN = 40;

/** More than any reader wants; keeps a hostile table with a million wrong cells cheap. */
const MAX_ISSUES = 1_000;

/** A name that someone else chose, safe and short enough to stand in a sentence. */
export function shownName(name: string): string {
  const short = name.length > MAX_NAME_SHOWN ? `${name.slice(0, MAX_NAME_SHOWN)}…` : name;
  return visibleText(short).replaceAll(/[\n\t]/g, " ");
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], conjunction = "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** What a value is, for the second half of "expected …, got …"; never the value itself, which may be confidential. */
export function kindOfValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Joins two paths: `components[0].data` and `buttons[1].action`. */
export function joinPath(before: string, after: string): string {
  if (before === "" || after === "") return before + after;
  return after.startsWith("[") ? before + after : `${before}.${after}`;
}

function pathOf(keys: readonly unknown[]): string {
  return keys.reduce<string>(
    (path, key) => joinPath(path, typeof key === "number" ? `[${key}]` : shownName(String(key))),
    "",
  );
}

const SHAPE_WORDS = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "null",
  unknown: "a value",
  list: "a list",
  object: "an object",
} as const;

function shapeWords(shape: Shape): string {
  if (shape.kind === "choice") return listed(shape.values);
  return shape.kind === "either" ? listed(shape.options.map(shapeWords)) : SHAPE_WORDS[shape.kind];
}

function lengthWords(input: unknown, requirement: unknown, bound: "at least" | "at most"): string {
  const unit = typeof input === "string" ? "character" : "item";
  const got = typeof input === "string" || Array.isArray(input) ? input.length : 0;
  return `expected ${bound} ${requirement} ${unit}${requirement === 1 ? "" : "s"}, got ${got}`;
}

function ruleWords(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case "min_length":
      return lengthWords(issue.input, issue.requirement, "at least");
    case "max_length":
      return lengthWords(issue.input, issue.requirement, "at most");
    case "min_value":
      return `expected at least ${issue.requirement}`;
    case "max_value":
      return `expected at most ${issue.requirement}`;
    case "integer":
      return "expected a whole number";
    case "finite":
      return "expected a finite number";
    case "uuid":
      return "expected a UUID";
    default:
      // `regex`, `check` and `custom` carry their sentence in the schema, in our own words.
      return issue.message;
  }
}

function expectation(shape: Shape | undefined, input: unknown): string {
  if (!shape) return "not expected here";
  const expected = `expected ${shapeWords(shape)}`;
  return shape.kind === "choice" && typeof input === "string"
    ? expected
    : `${expected}, got ${kindOfValue(input)}`;
}

function unknownFields(root: Shape, keys: readonly unknown[], holder: unknown): InputIssue[] {
  const parent = shapeAt(root, keys.slice(0, -1));
  const known = parent?.kind === "object" ? parent.fields.map((field) => field.name) : [];
  const given = typeof holder === "object" && holder !== null ? Object.keys(holder) : [];
  const advice = known.length > 0 ? `known fields: ${known.join(", ")}` : "it takes no fields";
  return given
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: pathOf([...keys.slice(0, -1), name]), message: `unknown field; ${advice}` }));
}

function issuesOf(root: Shape, issue: v.BaseIssue<unknown>, before: readonly unknown[]): InputIssue[] {
  const keys = [...before, ...(issue.path ?? []).map((item) => item.key)];
  const last = issue.path?.at(-1);
  if (issue.kind !== "schema" || issue.type === "custom")
    return [{ path: pathOf(keys), message: ruleWords(issue) }];
  if (issue.type === "strict_object" && issue.expected === "never")
    return unknownFields(root, keys, last?.input);
  // Of the alternatives, the one that fitted further down says best what was meant.
  const deeper = (issue.issues ?? []).filter((candidate) => candidate.path !== undefined);
  if (deeper.length > 0) return deeper.flatMap((candidate) => issuesOf(root, candidate, keys));
  return [{ path: pathOf(keys), message: expectation(shapeAt(root, keys), issue.input) }];
}

/**
 * Puts valibot's issues into hiloop's words: a path such as `buttons[0].action` and what was expected there. Values
 * are never repeated, names of fields only shortened and with nothing invisible in them.
 */
export function schemaIssues(
  schema: v.GenericSchema<unknown, unknown>,
  issues: readonly v.BaseIssue<unknown>[],
): InputIssue[] {
  const root = shapeOf(schema);
  return issues.slice(0, MAX_ISSUES).flatMap((issue) => issuesOf(root, issue, []));
}
