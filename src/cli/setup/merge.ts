import {
  applyEdits,
  type FormattingOptions,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type ParseError,
  parseTree,
} from "jsonc-parser";
import { HiloopError } from "../../protocol/error.ts";
import type { Entry } from "./entry.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The file's text with the entry in it. Unknown keys, comments, order and indentation stay; so does what the user added to
 * the entry, such as further environment variables. The same text comes back when nothing is to change.
 */
export function withEntry(
  text: string,
  path: readonly string[],
  entry: Entry & Record<string, unknown>,
  file: string,
): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  let content = text.slice(mark.length);
  if (content.trim() === "") content = "{}\n";
  checkParents(content, path, file);
  const existing = valueAt(content, path);
  const { env, ...fields } = entry;
  const changes: [path: string[], value: unknown][] = isObject(existing)
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
    content = applyEdits(
      content,
      modify(content, place, value, { formattingOptions: formattingOf(content) }),
    );
  }
  return content === text.slice(mark.length) ? text : mark + content;
}

function checkParents(content: string, path: readonly string[], file: string): void {
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) {
    throw new HiloopError("invalid_input", `${file} is not valid JSON; it was not changed.`, {
      advice: "Correct it, or add the entry by hand: run the same without --write to see it.",
    });
  }
  for (let depth = 0; depth < path.length; depth++) {
    const value: unknown = depth === 0 ? getNodeValue(root) : valueAt(content, path.slice(0, depth));
    if (value === undefined || isObject(value)) continue;
    const where = depth === 0 ? "It" : `"${path.slice(0, depth).join(".")}"`;
    throw new HiloopError("invalid_input", `${where} is not an object in ${file}; it was not changed.`, {
      advice: "Correct it, then run this again.",
    });
  }
}

function valueAt(content: string, path: readonly string[]): unknown {
  const root = parseTree(content, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, [...path]);
  return node ? getNodeValue(node) : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The file's own manner, by its first indented line. */
function formattingOf(content: string): FormattingOptions {
  const indent = content.match(/^([ \t]+)\S/m)?.[1] ?? "  ";
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: content.includes("\r\n") ? "\r\n" : "\n",
  };
}
