import * as v from "valibot";
import { kindOfValue, schemaIssues, shownName } from "../components/input-issues.ts";
import { parseComponents } from "../components/parse-components.ts";
import { type Shape, shapeOf } from "../components/schema-shape.ts";
import { HiloopError, type InputIssue } from "../protocol/error.ts";

/**
 * Checks a tool's arguments and says all that is wrong at once. Tolerant where models err: a number or a list written
 * as a string is understood, and null or an empty string where nothing is needed counts as left out.
 */
export function parseArguments<Schema extends v.StrictObjectSchema<v.ObjectEntries, undefined>>(
  tool: string,
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const given = (typeof input === "string" ? (fromJson(input) ?? input) : input) ?? {};
  if (!isRecord(given))
    throw refused(tool, [{ path: "", message: `expected an object, got ${kindOfValue(given)}` }]);
  const shape = shapeOf(schema);
  const fields = shape.kind === "object" ? shape.fields : [];
  const known = fields.map((field) => field.name);
  const args: Record<string, unknown> = {};
  for (const { name, required, shape: wanted } of fields) {
    const value = understood(given[name], wanted);
    const isLeftOut = value === undefined || (!required && (value === null || value === ""));
    if (!isLeftOut) args[name] = value;
  }
  const result = v.safeParse(schema, args);
  const issues = [
    ...unknownArguments(given, known),
    ...(result.success ? [] : schemaIssues(schema, result.issues)),
  ];
  if (result.success && issues.length === 0) return result.output;
  throw refused(tool, [...issues, ...(known.includes("components") ? componentIssues(args.components) : [])]);
}

/** What is wrong inside the components, told together with what is wrong beside them. */
function componentIssues(components: unknown): readonly InputIssue[] {
  if (components === undefined) return [];
  try {
    parseComponents(components);
    return [];
  } catch (error) {
    if (error instanceof HiloopError) return error.issues;
    throw error;
  }
}

function unknownArguments(given: Record<string, unknown>, known: string[]): InputIssue[] {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length === 0) return [];
  const path = unknown.map(shownName).join(", ");
  return [{ path, message: `not known; the arguments are ${known.join(", ")}` }];
}

/** What a model meant when it wrote something as a string. */
function understood(value: unknown, wanted: Shape): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (wanted.kind === "number" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (wanted.kind === "boolean" && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (wanted.kind === "list" && text.startsWith("[")) return fromJson(text) ?? value;
  return wanted.kind === "choice" ? text.toLowerCase() : value;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(tool: string, issues: InputIssue[]): HiloopError {
  return new HiloopError("invalid_input", `The arguments of ${tool} are not valid.`, {
    issues,
    advice: `Correct them and call ${tool} again.`,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
