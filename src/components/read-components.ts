import { type Component, type ComponentType, findComponent } from "./all.ts";
import { type Allowance, MAX_COMPONENTS, MAX_DEPTH, MAX_PATTERN_WORK } from "./component.ts";

type Content = Extract<ReturnType<Component["parse"]>, { ok: true }>["content"];

/** A node whose data was checked: `KnownNode<"text">["data"]` is what a text component shows. */
export type KnownNode<Type extends ComponentType = ComponentType> = Extract<Content, { type: Type }> & {
  known: true;
  children: ReadNode[];
};

/** A node of a type that this version does not know, or that breaks its type's rules: show `data` as text. */
export type UnknownNode = { known: false; type: string; data: unknown; children: ReadNode[] };

/** A component as a reader has it. */
export type ReadNode = KnownNode | UnknownNode;

type Reading = { left: number; allowance: Allowance };

/** A message is looked at in many places and many times: its nodes are made once. */
const alreadyRead = new WeakMap<object, ReadNode[]>();

function unreadable(data: unknown): UnknownNode {
  return { known: false, type: "unreadable", data, children: [] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readNode(input: unknown, depth: number, reading: Reading): ReadNode {
  if (!isRecord(input) || typeof input.type !== "string") return unreadable(input);
  const { type, data, children: inside } = input;
  const isLeaf = inside === undefined || inside === null || (Array.isArray(inside) && inside.length === 0);
  // Too deep to take apart: what is left is shown as it came.
  if (depth >= MAX_DEPTH && !isLeaf)
    return { known: false, type, data: { data, children: inside }, children: [] };
  const children = isLeaf ? [] : readList(inside, depth + 1, reading);
  const component = findComponent(type);
  const parsed = component?.parse(data, reading.allowance);
  const fits = component?.children === true || children.length === 0;
  return parsed?.ok && fits
    ? { known: true, ...parsed.content, children }
    : { known: false, type, data, children };
}

function readList(input: unknown, depth: number, reading: Reading): ReadNode[] {
  if (!Array.isArray(input)) return [readNode(input, depth, reading)];
  const nodes: ReadNode[] = [];
  for (const [index, item] of input.entries()) {
    if (reading.left <= 0) return [...nodes, unreadable(input.slice(index))];
    reading.left -= 1;
    nodes.push(readNode(item, depth, reading));
  }
  return nodes;
}

/**
 * Opens the components of a message for someone who reads it. Lenient and total: whatever it is given, it gives nodes
 * and never throws. What it does not understand, or what is beyond the limits, comes back as `known: false` with its
 * data untouched, so that a reader shows it as text instead of hiding it. What was read once must not be changed.
 */
export function readComponents(input: unknown): ReadNode[] {
  if (input === undefined || input === null) return [];
  if (typeof input !== "object") return read(input);
  const nodes = alreadyRead.get(input) ?? read(input);
  for (const known of [input, nodes]) alreadyRead.set(known, nodes);
  return nodes;
}

function read(input: unknown): ReadNode[] {
  return readList(input, 1, { left: MAX_COMPONENTS, allowance: { patternWork: MAX_PATTERN_WORK } });
}
