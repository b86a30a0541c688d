import type { ReadNode } from "./read-components.ts";

/** Every node of a message, parents before their children, in reading order. */
export function* walk(nodes: readonly ReadNode[]): Generator<ReadNode> {
  for (const node of nodes) {
    yield node;
    yield* walk(node.children);
  }
}
