import { visibleText } from "../components/visible-text.ts";
import type { ReadSigned } from "./read-item.ts";
import type { Sender } from "./sender.ts";

export const UNSEEN_NOTE = "Given without having seen a later message of this session.";
export const NEWER_PART_NOTE = "A part of it was made by a newer hiloop and cannot be shown here.";

/** Which person's access has been taken away since, within a sentence: the sender's, or that of whoever let a guest in. */
export function removedSince({ active, type, name, letInBy = "nobody" }: Sender): string | undefined {
  if (active || type === "Agent") return undefined;
  return type === "Human"
    ? `from a device of ${visibleText(name)} that has been removed since`
    : `from a guest whom ${visibleText(letInBy)} let in, who has been removed since`;
}

/** What whoever acts on an item must know besides its content, in the words of every face. */
export function notesOf({ kind, sender, unseen, unknownFields }: ReadSigned): string[] {
  const removed = removedSince(sender);
  return [
    ...(removed ? [`Counts for nothing: ${removed}.`] : []),
    ...(unseen ? [UNSEEN_NOTE] : []),
    ...(unknownFields.length > 0 && kind !== "Newer" ? [NEWER_PART_NOTE] : []),
  ];
}
