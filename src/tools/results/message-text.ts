import type { ReadMessage } from "../../client/read-item.ts";
import { componentsToText } from "../../components/to-text.ts";
import { visibleText } from "../../components/visible-text.ts";

/** A message as plain text: its content, then its components. */
export function messageText({ content, components }: ReadMessage): string {
  return [visibleText(content), componentsToText(components)].filter((part) => part !== "").join("\n\n");
}
