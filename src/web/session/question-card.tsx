import { useRef } from "preact/hooks";
import type { ReadMessage } from "../../client/read-item.ts";
import type { AskedButton } from "../../components/asks.ts";
import { readComponents } from "../../components/read-components.ts";
import { walk } from "../../components/walk.ts";
import { Avatar } from "../parts/avatar.tsx";
import { namedText } from "../parts/named-text.ts";
import { Ago, Until } from "../parts/time.tsx";
import { AnsweringContext } from "../state/answering.ts";
import type { OpenSession } from "../state/open-session.ts";
import { AnswerBar } from "./answer-bar.tsx";
import { AskingFolder, Notes } from "./message.tsx";
import { MessageBody } from "./message-body.tsx";
import { SenderName } from "./sender-name.tsx";

type QuestionProps = { session: OpenSession; question: ReadMessage };

/** An open question, in front of everything else, ready to be answered. */
export function QuestionCard({ session, question }: QuestionProps) {
  const element = useRef<HTMLElement>(null);
  const draft = session.draftOf(question);
  async function press(button: AskedButton | undefined): Promise<void> {
    const isSent = await session.answer(draft, button);
    if (isSent) focusNext(question.id);
    else focusProblem(element.current);
  }
  const answering = { draft, areButtonsInPlace: hasManyButtonGroups(question), press };
  return (
    <article
      ref={element}
      id={`item-${question.id}`}
      class="question"
      aria-label={`Question from ${namedText(question.sender)}`}
      tabIndex={-1}
    >
      <QuestionHead question={question} />
      <AnsweringContext.Provider value={answering}>
        <MessageBody message={question} session={session} />
        <Notes item={question} />
        <AnswerBar draft={draft} />
      </AnsweringContext.Provider>
    </article>
  );
}

function QuestionHead({ question }: { question: ReadMessage }) {
  const { participants, until } = question.question ?? {};
  return (
    <>
      <header class="question-head">
        <span class="question-flag">
          <span class="dot" aria-hidden="true" /> Waiting for an answer
        </span>
        <Priority priority={question.priority} />
        {participants === "People" && <span class="badge">People of the space only</span>}
        {until && (
          <span class="badge">
            ends <Until at={until} />
          </span>
        )}
      </header>
      <div class="question-origin">
        <div class="question-from">
          <Avatar name={question.sender.name} type={question.sender.type} small />
          <SenderName sender={question.sender} isOwn={false} />
          <Ago at={question.receivedAt} />
        </div>
        <AskingFolder question={question} />
      </div>
    </>
  );
}

export function Priority({ priority }: { priority: string }) {
  if (priority === "Critical") return <span class="badge badge-danger">Critical</span>;
  return priority === "High" ? <span class="badge badge-warn">High priority</span> : null;
}

function hasManyButtonGroups(question: ReadMessage): boolean {
  const nodes = [...walk(readComponents(question.components))];
  return nodes.filter((node) => node.known && node.type === "button_group").length > 1;
}

/** The answered card is gone: the next open question gets the focus, else the answer where it now stands. */
function focusNext(questionId: string): void {
  requestAnimationFrame(() => {
    const next =
      document.querySelector<HTMLElement>(".question") ?? document.getElementById(`item-${questionId}`);
    next?.focus({ preventScroll: true });
  });
}

function focusProblem(card: HTMLElement | null): void {
  requestAnimationFrame(() => {
    const invalid = card?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid="true"] input');
    invalid?.focus();
  });
}
