import { createContext } from "preact";
import type { Answer } from "../../components/answer.ts";
import type { AskedButton } from "../../components/asks.ts";
import type { AnswerDraft } from "./answer-draft.ts";

/** How the interactive parts of one message show themselves: to be answered, as they were answered, or inert. */
export type Answering = {
  /** Set while the question is open and this person may answer it. */
  draft?: AnswerDraft;
  /** What was answered, once it was. */
  answer?: Answer;
  /** Whether buttons stand where the sender put them; otherwise the question's own bar holds them. */
  areButtonsInPlace: boolean;
  press(button: AskedButton | undefined): void;
};

export const AnsweringContext = createContext<Answering>({
  areButtonsInPlace: false,
  press: () => undefined,
});
