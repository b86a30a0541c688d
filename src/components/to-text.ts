import { findComponent } from "./all.ts";
import { questionAsks, SUBMIT_ACTION } from "./question.ts";
import { type ReadNode, readComponents, type UnknownNode } from "./read-components.ts";
import { visibleText } from "./visible-text.ts";

/** JavaScript's own engine takes seconds to give up on data that is nested without end. */
const MAX_JSON_DEPTH = 200;

function isDeeper(data: unknown, depth: number): boolean {
  if (typeof data !== "object" || data === null) return false;
  return depth === 0 || Object.values(data).some((inner) => isDeeper(inner, depth - 1));
}

function jsonText(data: unknown): string {
  return isDeeper(data, MAX_JSON_DEPTH) ? "(nested too deeply to be shown)" : (JSON.stringify(data) ?? "");
}

function unknownText({ type, data }: UnknownNode): string {
  return visibleText(`(component of type ${type.replaceAll(/\s+/g, " ")})\n${jsonText(data)}`.trimEnd());
}

function nodeText(node: ReadNode): string {
  const inside = nodesText(node.children);
  if (node.known) return findComponent(node.type)?.toText(node.data, inside) ?? "";
  return [unknownText(node), inside].filter((part) => part !== "").join("\n\n");
}

function nodesText(nodes: readonly ReadNode[]): string {
  return nodes
    .map(nodeText)
    .filter((part) => part !== "")
    .join("\n\n");
}

/**
 * A message's components as Markdown-like text for a terminal or a model. Buttons stand as `[approve] Approve`, form
 * fields with name, label, kind and rules, unknown types as JSON. Safe to print (`visibleText`). Takes anything that JSON
 * can hold and never throws.
 */
export function componentsToText(components: unknown): string {
  const nodes = readComponents(components);
  const submit = questionAsks(nodes).buttons.find(
    ({ action, path }) => action === SUBMIT_ACTION && path === "",
  );
  const parts = [nodesText(nodes), ...(submit ? [`[${SUBMIT_ACTION}] ${visibleText(submit.label)}`] : [])];
  return parts.filter((part) => part !== "").join("\n\n");
}
