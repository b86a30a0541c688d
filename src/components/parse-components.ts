import { HiloopError, type InputIssue } from "../protocol/error.ts";
import { COMPONENTS, type Component, findComponent } from "./all.ts";
import { askedTwice } from "./asked-twice.ts";
import type { Asks } from "./asks.ts";
import {
  type Allowance,
  type ComponentNode,
  MAX_COMPONENTS,
  MAX_DEPTH,
  MAX_PATTERN_WORK,
} from "./component.ts";
import { componentLine } from "./describe.ts";
import { joinPath, kindOfValue, shownName } from "./input-issues.ts";
import { nearest } from "./nearest.ts";

const NODE_FIELDS = ["type", "data", "children"];
const TYPES = COMPONENTS.map((component) => component.type);
const MAX_ISSUES = 50;
const MAX_EXPLAINED = 3;

/** What is gathered on the way through a message. */
type Gathered = {
  count: number;
  issues: InputIssue[];
  asks: { path: string; asks: Asks }[];
  /** The types whose data was wrong: their fields may have been a guess. */
  guessed: Set<Component>;
  allowance: Allowance;
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownType(type: string): string {
  const guess = nearest(type, TYPES);
  const hint = guess ? `did you mean ${guess}? ` : "";
  return `unknown type ${shownName(type)}; ${hint}valid types: ${TYPES.join(", ")}`;
}

function strayFields(node: Record<string, unknown>, path: string): InputIssue[] {
  const stray = Object.keys(node).filter((name) => !NODE_FIELDS.includes(name));
  return stray.map((name) => ({
    path: joinPath(path, shownName(name)),
    message: `unknown field; known fields: ${NODE_FIELDS.join(", ")} (what a component shows goes into data)`,
  }));
}

function parseChildren(input: unknown, path: string, depth: number, gathered: Gathered): ComponentNode[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) {
    gathered.issues.push({ path, message: `expected a list, got ${kindOfValue(input)}` });
    return [];
  }
  return parseList(input, path, depth, gathered);
}

function parseNode(node: unknown, path: string, depth: number, gathered: Gathered): ComponentNode[] {
  const { issues } = gathered;
  if (!isRecord(node)) {
    issues.push({
      path,
      message: `expected a component such as {"type":"text","data":{…}}, got ${kindOfValue(node)}`,
    });
    return [];
  }
  issues.push(...strayFields(node, path));
  const { type, data } = node;
  const children = parseChildren(node.children, `${path}.children`, depth + 1, gathered);
  if (typeof type !== "string") {
    issues.push({ path: `${path}.type`, message: `expected a string, got ${kindOfValue(type)}` });
    return [];
  }
  const component = findComponent(type);
  if (!component) {
    issues.push({ path: `${path}.type`, message: unknownType(type) });
    return [];
  }
  if (!component.children && Array.isArray(node.children) && node.children.length > 0) {
    issues.push({ path: `${path}.children`, message: `${type} takes no children` });
  }
  const parsed = component.parse(data, gathered.allowance);
  if (!parsed.ok) {
    gathered.guessed.add(component);
    issues.push(...parsed.issues.map((issue) => ({ ...issue, path: joinPath(`${path}.data`, issue.path) })));
    return [];
  }
  gathered.asks.push({ path: `${path}.data`, asks: component.asks(parsed.content.data) });
  return [{ type, data: parsed.content.data, ...(children.length > 0 ? { children } : {}) }];
}

function parseList(
  list: readonly unknown[],
  path: string,
  depth: number,
  gathered: Gathered,
): ComponentNode[] {
  if (depth > MAX_DEPTH && list.length > 0) {
    gathered.issues.push({ path, message: `nested deeper than ${MAX_DEPTH} levels` });
    return [];
  }
  const nodes: ComponentNode[] = [];
  for (const [index, node] of list.entries()) {
    gathered.count += 1;
    if (gathered.count > MAX_COMPONENTS) break;
    nodes.push(...parseNode(node, `${path}[${index}]`, depth, gathered));
  }
  return nodes;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HiloopError("invalid_input", "The components are not valid.", {
      issues: [{ path: "components", message: "expected a list of components, got text that is not JSON" }],
      advice: 'Send a list such as [{"type":"text","data":{"content":"Hello"}}].',
      cause,
    });
  }
}

function refuse(issues: InputIssue[], guessed: Iterable<Component> = []): never {
  const rest = { path: "", message: `only the first ${MAX_ISSUES} problems are shown` };
  const shown = issues.length > MAX_ISSUES ? [...issues.slice(0, MAX_ISSUES), rest] : issues;
  throw new HiloopError("invalid_input", "The components are not valid.", {
    issues: shown,
    advice: ["Correct this and send the message again.", ...explained(guessed)].join(" "),
  });
}

/** A list of tools that is small names most types without their fields; here is where a model learns those. */
function explained(guessed: Iterable<Component>): string[] {
  const lines = [...guessed].slice(0, MAX_EXPLAINED).map(componentLine);
  return lines.length === 0 ? [] : [`What fits (?: optional): ${lines.join("; ")}.`];
}

/**
 * Checks the components that a sender wrote. Takes a list, a single component, or either as a JSON string, since models
 * send all of these. Strict: an unknown type or field, a wrong value, a name used twice, more than 500 components
 * or more than 30 levels are refused.
 *
 * @throws HiloopError `invalid_input` with every problem at once, each with its path (`components[1].data.level`).
 */
export function parseComponents(input: unknown): ComponentNode[] {
  const value = typeof input === "string" ? fromJson(input) : input;
  const list = isRecord(value) ? [value] : value;
  if (!Array.isArray(list)) {
    refuse([{ path: "components", message: `expected a list of components, got ${kindOfValue(value)}` }]);
  }
  const allowance = { patternWork: MAX_PATTERN_WORK };
  const gathered: Gathered = { count: 0, issues: [], asks: [], guessed: new Set(), allowance };
  const nodes = parseList(list, "components", 1, gathered);
  if (gathered.count > MAX_COMPONENTS) {
    gathered.issues.unshift({
      path: "components",
      message: `more than ${MAX_COMPONENTS} components, children included`,
    });
  }
  const issues = [...gathered.issues, ...askedTwice(gathered.asks)];
  if (issues.length > 0) refuse(issues, gathered.guessed);
  return nodes;
}
