import { createScanner, findNodeAtLocation, getNodeValue, type Node, parseTree } from "jsonc-parser";

type Path = readonly string[];
type Edit = { from: number; to: number; text: string };

/** The value at a path of a JSON text, which may have comments; undefined when there is none. */
export function valueAt(content: string, path: Path): unknown {
  const node = nodeAt(content, path);
  return node && getNodeValue(node);
}

/**
 * The text with a value at a path, and everything else as it was: a new property stands after the last one and after what
 * is written about that, since a comment belongs to what it follows.
 */
export function withValue(content: string, path: Path, value: unknown): string {
  const [parent, name = ""] = [path.slice(0, -1), path.at(-1)];
  const object = nodeAt(content, parent);
  if (!object) return withValue(content, parent, { [name]: value });
  const there = nodeAt(content, path);
  if (!there) return insert(content, object, name, value);
  const indent = indentOf(content, there.offset);
  const text = isOnOneLine(content, object) ? inline(value) : pretty(content, value, indent);
  return apply(content, [{ from: there.offset, to: endOf(there), text }]);
}

/** The text without the property at a path; comments stay where they are. */
export function withoutValue(content: string, path: Path): string {
  const property = nodeAt(content, path)?.parent;
  const siblings = property?.parent?.children ?? [];
  if (!property) return content;
  const before = siblings[siblings.indexOf(property) - 1];
  const comma = commaAfter(content, endOf(property));
  const lone = comma ?? (before && commaAfter(content, endOf(before)));
  let [from, to] = [property.offset, endOf(property)];
  const edits: Edit[] = [];
  if (lone === to) to += 1;
  else if (lone !== undefined) edits.push({ from: lone, to: lone + 1, text: "" });
  const isFirst = isFirstOfLine(content, from);
  while (/[ \t]/.test(content[to] ?? "")) to += 1;
  const isLast = /^\r?\n/.test(content.slice(to));
  if (isFirst && isLast) {
    from = content.lastIndexOf("\n", from - 1) + 1;
    to = content.indexOf("\n", to) + 1;
  } else if (!isFirst && (isLast || comma === undefined)) {
    while (/[ \t]/.test(content[from - 1] ?? "")) from -= 1;
    if (!isLast && /[ \t]/.test(content[to - 1] ?? "")) to -= 1;
  }
  return apply(content, [...edits, { from, to, text: "" }]);
}

/** The first key that stands twice in one object: readers do not agree which of the two holds. */
export function repeatedKey(node: Node): string | undefined {
  const children = node.children ?? [];
  if (node.type === "object") {
    const names = children.map((property) => String(property.children?.[0]?.value));
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) return repeated;
  }
  for (const child of children) {
    const repeated = repeatedKey(child);
    if (repeated !== undefined) return repeated;
  }
  return undefined;
}

function nodeAt(content: string, path: Path): Node | undefined {
  const root = parseTree(content, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [...path]);
}

function insert(content: string, object: Node, name: string, value: unknown): string {
  const last = object.children?.at(-1);
  const begin = last ? endOf(last) : object.offset + 1;
  const close = endOf(object) - 1;
  const end = begin + content.slice(begin, close).trimEnd().length;
  const hasComma = last !== undefined && commaAfter(content, begin) !== undefined;
  const edit =
    isOnOneLine(content, object) && (last !== undefined || isOneLine(content))
      ? { from: end, to: end, text: `${last ? " " : ""}${JSON.stringify(name)}: ${inline(value)}` }
      : ownLine(content, object, { name, value, from: end });
  const added = { ...edit, text: hasComma ? edit.text.replace(/(?=\r?\n[ \t]*$|$)/, ",") : edit.text };
  const comma = last !== undefined && !hasComma ? [{ from: begin, to: begin, text: "," }] : [];
  // Where both are made at one place, the one that is made last comes to stand first.
  return apply(content, [added, ...comma]);
}

function ownLine(content: string, object: Node, added: { name: string; value: unknown; from: number }): Edit {
  const close = endOf(object) - 1;
  const [eol, outer, first] = [eolOf(content), indentOf(content, object.offset), object.children?.[0]];
  const isAligned = first !== undefined && isFirstOfLine(content, first.offset);
  const indent = isAligned ? indentOf(content, first.offset) : outer + unitOf(content);
  const line = `${eol}${indent}${JSON.stringify(added.name)}: ${pretty(content, added.value, indent)}`;
  if (content.slice(added.from, close).includes("\n"))
    return { from: added.from, to: added.from, text: line };
  return { from: added.from, to: close, text: line + eol + outer };
}

/** Where the next token is a comma, comments left out. */
function commaAfter(content: string, offset: number): number | undefined {
  const scanner = createScanner(content, true);
  scanner.setPosition(offset);
  scanner.scan();
  const token = scanner.getTokenOffset();
  return content[token] === "," ? token : undefined;
}

function apply(content: string, edits: Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to), content);
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function isOneLine(content: string): boolean {
  const text = content.trim();
  return !text.includes("\n") && text !== "{}";
}

function isOnOneLine(content: string, node: Node): boolean {
  return !content.slice(node.offset, endOf(node)).includes("\n");
}

function isFirstOfLine(content: string, offset: number): boolean {
  return content.slice(content.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";
}

/** What the line begins with that holds a place. */
function indentOf(content: string, offset: number): string {
  return /^[ \t]*/.exec(content.slice(content.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
}

/** The file's own step, by its first indented line. */
function unitOf(content: string): string {
  return content.match(/^([ \t]+)\S/m)?.[1] ?? "  ";
}

function eolOf(content: string): string {
  return content.includes("\r\n") ? "\r\n" : "\n";
}

function pretty(content: string, value: unknown, indent: string): string {
  return JSON.stringify(value, undefined, unitOf(content)).replaceAll("\n", eolOf(content) + indent);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${inline(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
