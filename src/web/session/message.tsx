import { notesOf } from "../../client/item-notes.ts";
import type { ReadMessage, ReadResponse, ReadSigned } from "../../client/read-item.ts";
import { isInteractive } from "../../components/answer.ts";
import { visibleText } from "../../components/visible-text.ts";
import { Avatar } from "../parts/avatar.tsx";
import { namedText } from "../parts/named-text.ts";
import { Ago } from "../parts/time.tsx";
import { AnsweringContext } from "../state/answering.ts";
import type { OpenSession } from "../state/open-session.ts";
import { MessageBody } from "./message-body.tsx";
import { Outcome } from "./outcome.tsx";
import { SenderName } from "./sender-name.tsx";

type MessageProps = { message: ReadMessage; session: OpenSession; response: ReadResponse | undefined };

/** A message in the timeline; a question that has ended carries its outcome. */
export function Message({ message, session, response }: MessageProps) {
  const { sender, question } = message;
  const isOwn = session.isOwn(sender);
  const answering = {
    areButtonsInPlace: true,
    press: () => undefined,
    ...(response ? { answer: response.answer } : {}),
  };
  const isStatic = question === undefined && isInteractive(message.components);
  return (
    <article
      id={`item-${message.id}`}
      class={isOwn ? "message is-own" : "message"}
      aria-label={`${question ? "Question" : "Message"} from ${namedText(sender)}`}
      tabIndex={-1}
    >
      <header class="message-head">
        <Avatar name={sender.name} type={sender.type} small />
        <SenderName sender={sender} isOwn={isOwn} />
        <Ago at={message.receivedAt} />
      </header>
      <div class="message-frame">
        <AskingFolder question={message} />
        <AnsweringContext.Provider value={answering}>
          <MessageBody message={message} session={session} />
        </AnsweringContext.Provider>
        <Notes item={message} />
        {isStatic && <p class="quiet small">This message does not wait for an answer.</p>}
      </div>
      {question && <Outcome question={message} response={response} session={session} />}
    </article>
  );
}

/** Where the assistant works that asks, or asked: the same words from another folder are another question. */
export function AskingFolder({ question: { folder } }: { question: ReadMessage }) {
  return folder ? <p class="quiet small question-folder">in {visibleText(folder)}</p> : null;
}

/** What must be known of an entry besides what it says. */
export function Notes({ item }: { item: ReadSigned }) {
  return notesOf(item).map((note) => (
    <p key={note} class="note small">
      {note}
    </p>
  ));
}
