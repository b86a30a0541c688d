import { isNegative } from "../components/answer.ts";
import type { ComponentNode } from "../components/component.ts";
import { parseComponents } from "../components/parse-components.ts";
import { HiloopError } from "../protocol/error.ts";

/** A button group from `LABEL` or `LABEL=ACTION` texts: the first is the usual answer, negative ones are marked. */
export function optionButtons(options: string[]): ComponentNode {
  const buttons = options.map((option, index) => {
    const at = option.lastIndexOf("=");
    const label = (at < 0 ? option : option.slice(0, at)).trim();
    const action = at < 0 ? slug(label) : option.slice(at + 1).trim();
    const variant = isNegative([], action) ? "danger" : index === 0 ? "primary" : "secondary";
    return { label, action, variant };
  });
  const [component] = parseComponents([{ type: "button_group", data: { buttons } }]);
  if (component) return component;
  throw new HiloopError("invalid_input", "No options were given.");
}

/** `Not now` → `not_now`; a label without letters or digits stands for itself. */
function slug(label: string): string {
  const words = label.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return words ? words.join("_") : label;
}
