import type { AskedButton } from "../../components/asks.ts";
import type { AnswerDraft } from "./answer-draft.ts";

/** An answer in words, so that one that came too late can still be said. */
export function answerAsText(draft: AnswerDraft, button: AskedButton | undefined): string {
  const { values = {}, text } = draft.answerOf(button);
  const lines = Object.entries(values).map(([name, value]) => `- ${name}: ${[value].flat().join(", ")}`);
  return [...(button ? [button.label] : []), ...lines, ...(text ? [text] : [])].join("\n");
}
