import { findComponent } from "./all.ts";
import { readComponents } from "./read-components.ts";
import { walk } from "./walk.ts";

/** The ids of all attachments that a message's components show, each once, in reading order. Never throws. */
export function attachmentIds(components: unknown): string[] {
  const ids = new Set<string>();
  for (const node of walk(readComponents(components))) {
    const found = node.known ? (findComponent(node.type)?.attachmentIds(node.data) ?? []) : [];
    for (const id of found) ids.add(id);
  }
  return [...ids];
}
