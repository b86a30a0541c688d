import { isInteractive } from "../components/answer.ts";
import type { ComponentNode } from "../components/component.ts";
import { parseComponents } from "../components/parse-components.ts";
import { HiloopError } from "../protocol/error.ts";
import { firstLine } from "./results/fit.ts";

const MAX_TITLE = 120;

/** A question as it goes into a message, and the title of a session that is made for it. */
export type NewQuestion = { title: string; content: string; components: ComponentNode[] };

type Input = {
  question: string;
  details?: string | undefined;
  options?: string[] | undefined;
  components?: unknown;
};

/** Each option becomes a button whose action is its label. Without anything to press or fill in, text answers. */
export function newQuestion({ question, details, options = [], components }: Input): NewQuestion {
  const given = components === undefined ? [] : parseComponents(components);
  const [first, ...others] = options;
  const buttons =
    first === undefined
      ? []
      : [button(first, "primary"), ...others.map((label) => button(label, "secondary"))];
  const group = { type: "button_group", data: { buttons } };
  if (buttons.length > 0 && isInteractive(given)) checkTogether(given, group);
  return {
    title: firstLine(question, MAX_TITLE),
    content: [question.trim(), ...(details === undefined ? [] : [details.trim()])].join("\n\n"),
    components: buttons.length > 0 ? [...given, group] : given,
  };
}

function button(label: string, variant: "primary" | "secondary") {
  return { label, action: label, variant };
}

/** Buttons of both kinds may stand side by side unless two would give the same answer. */
function checkTogether(given: ComponentNode[], group: ComponentNode): void {
  try {
    parseComponents([...given, group]);
  } catch (cause) {
    throw new HiloopError("invalid_input", "An option has the action of a button in components.", {
      advice: "Leave that option out, or use components alone.",
      cause,
    });
  }
}
