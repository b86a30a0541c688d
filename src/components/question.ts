import { findComponent } from "./all.ts";
import type { AskedButton, Asks } from "./asks.ts";
import { readComponents } from "./read-components.ts";
import { walk } from "./walk.ts";

/** The action of an answer that was submitted instead of given by one of the sender's buttons. */
export const SUBMIT_ACTION = "submit";

function submitButton({ buttons, values, submitLabel }: Asks): AskedButton[] {
  const taken = buttons.some(({ action }) => action === SUBMIT_ACTION);
  const needed = values.length > 0 && (buttons.length === 0 || submitLabel !== undefined);
  if (taken || !needed) return [];
  const label = submitLabel ?? "Submit";
  return [
    { action: SUBMIT_ACTION, label, variant: "primary", comment: "optional", confirm: undefined, path: "" },
  ];
}

/**
 * All that a question asks: the buttons of its button groups and the values of its forms, questions and ratings,
 * wherever they stand in the message.
 *
 * The buttons submit the values. Where values are asked for and there is no button, or a form names its own
 * (`submit_label`), there is one more button at the end: its action is `submit`.
 */
export function questionAsks(components: unknown): Asks {
  const asks: Asks = { buttons: [], values: [] };
  for (const node of walk(readComponents(components))) {
    const found = node.known ? findComponent(node.type)?.asks(node.data) : undefined;
    if (!found) continue;
    asks.buttons.push(...found.buttons);
    asks.values.push(...found.values);
    if (found.submitLabel !== undefined) asks.submitLabel ??= found.submitLabel;
  }
  return { ...asks, buttons: [...asks.buttons, ...submitButton(asks)] };
}
