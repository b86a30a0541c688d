import { getNodeValue, type ParseError, parseTree } from "jsonc-parser";
import { HiloopError } from "../../protocol/error.ts";
import type { Entry } from "./entry.ts";
import { repeatedKey, valueAt, withoutValue, withValue } from "./json-edits.ts";

type NewEntry = Entry & Record<string, unknown>;

const BYTE_ORDER_MARK = "\uFEFF";

/** By these a client reaches a server elsewhere instead of starting the command beside them. */
const REMOTE = ["url", "serverUrl", "httpUrl", "headers", "headersHelper", "oauth", "auth"];
const TRANSPORT = ["type", "transport", "transportType"];

/**
 * The file's text with the entry in it. Unknown keys, comments, order and indentation stay; so does what the user added to
 * the entry, such as further environment variables, except for the fields to leave out. The same text comes back when
 * nothing is to change.
 */
export function withEntry(
  text: string,
  path: readonly string[],
  entry: NewEntry,
  leaveOut: readonly string[] = [],
): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  let content = contentOf(text);
  for (const name of leaveOut) content = withoutValue(content, [...path, name]);
  const { env, ...fields } = entry;
  const changes: [path: string[], value: unknown][] = isObject(valueAt(content, path))
    ? [
        ...Object.entries(fields).map(([name, value]): [string[], unknown] => [[...path, name], value]),
        ...Object.entries(env ?? {}).map(([name, value]): [string[], unknown] => [
          [...path, "env", name],
          value,
        ]),
      ]
    : [[[...path], entry]];
  for (const [place, value] of changes) {
    if (JSON.stringify(valueAt(content, place)) === JSON.stringify(value)) continue;
    content = withValue(content, place, value);
  }
  return content === text.slice(mark.length) ? text : mark + content;
}

/** Fields of an entry that is there already, by which a client would start something else than the new one, or nothing. */
export function opposingFields(text: string, path: readonly string[], entry: NewEntry): string[] {
  const existing = valueAt(contentOf(text), path);
  if (typeof existing !== "object" || existing === null) return [];
  return Object.entries(existing)
    .filter(([name, value]) => {
      if (name === "disabled") return value !== false;
      if (name === "enabled") return value !== true;
      if (TRANSPORT.includes(name)) return value !== "stdio" && !(name in entry);
      return REMOTE.includes(name);
    })
    .map(([name]) => name);
}

/** Throws one sentence unless an entry can be put at a path of the file. */
export function checkFile(text: string, path: readonly string[], file: string): void {
  const content = contentOf(text);
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) {
    throw unchanged(
      `${file} is not valid JSON`,
      "Correct it, or add the entry by hand: run the same without --write to see it.",
    );
  }
  const repeated = repeatedKey(root);
  if (repeated !== undefined)
    throw unchanged(
      `${file} has ${JSON.stringify(repeated)} twice in one object`,
      "Keep one of the two, then run this again.",
    );
  const way = [...path, "env"];
  for (let depth = 0; depth <= way.length; depth++) {
    const value: unknown = depth === 0 ? getNodeValue(root) : valueAt(content, way.slice(0, depth));
    if (value === undefined || isObject(value)) continue;
    const where = depth === 0 ? "It" : `"${way.slice(0, depth).join(".")}"`;
    throw unchanged(`${where} is not an object in ${file}`, "Correct it, then run this again.");
  }
}

function unchanged(what: string, advice: string): HiloopError {
  return new HiloopError("invalid_input", `${what}; it was not changed.`, { advice });
}

function contentOf(text: string): string {
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  return content.trim() === "" ? "{}\n" : content;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
