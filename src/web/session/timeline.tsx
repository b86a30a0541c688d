import { useContext } from "preact/hooks";
import type { ReadAttachment, ReadItem, ReadMessage, ReadResponse } from "../../client/read-item.ts";
import { visibleText } from "../../components/visible-text.ts";
import { AsText } from "../components/as-text.tsx";
import { isShownInline } from "../components/inline-image.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Boundary } from "../parts/boundary.tsx";
import { namedText } from "../parts/named-text.ts";
import { Ago } from "../parts/time.tsx";
import type { OpenSession } from "../state/open-session.ts";
import { SessionFilesContext } from "../state/session-files.ts";
import { AttachmentRow } from "./attachment-row.tsx";
import { GuestRow, NewerRow, ResponseRow, SessionRow, SystemRow, TamperedRow } from "./event-row.tsx";
import { Message, Notes } from "./message.tsx";
import { Picture } from "./picture.tsx";
import { SenderName } from "./sender-name.tsx";

/** Everything that happened, in order; what can still be answered stands behind it, in front. */
export function Timeline({ session }: { session: OpenSession }) {
  const { items } = session.log;
  const referred = new Set(items.flatMap((item) => (item.kind === "Message" ? item.attachmentIds : [])));
  const shown = items.filter((item) => !isElsewhere(item, session, referred));
  return (
    <SessionFilesContext.Provider value={session.allFiles()}>
      <ol class="timeline plain">
        {shown.map((item) => (
          <li key={item.seq}>
            <Boundary fallback={<AsText {...textOf(item)} />}>
              <Entry item={item} session={session} />
            </Boundary>
          </li>
        ))}
      </ol>
    </SessionFilesContext.Provider>
  );
}

function textOf(item: ReadItem): { content?: string; components?: unknown } {
  if (item.kind === "Message") return item;
  return { content: item.kind === "Response" ? JSON.stringify(item.answer, null, 2) : item.kind };
}

function Entry({ item, session }: { item: ReadItem; session: OpenSession }) {
  switch (item.kind) {
    case "Session":
      return <SessionRow item={item} />;
    case "Message":
      return <Message message={item} session={session} response={session.log.responseTo(item.id)} />;
    case "Response":
      // Where nothing was said in between, the outcome below its question says it all.
      return isRightAfter(item, session) ? null : <ResponseRow item={item} session={session} />;
    case "Attachment":
      return <Attachment item={item} isOwn={session.isOwn(item.sender)} />;
    case "Guest":
      return <GuestRow item={item} />;
    case "Newer":
      return <NewerRow item={item} />;
    case "System":
      return <SystemRow item={item} session={session} />;
    case "Tampered":
      return <TamperedRow item={item} />;
  }
}

function Attachment({ item, isOwn }: { item: ReadAttachment; isOwn: boolean }) {
  const files = useContext(SessionFilesContext);
  return (
    <article class={isOwn ? "message is-own" : "message"} aria-label={`File from ${namedText(item.sender)}`}>
      <header class="message-head">
        <Avatar name={item.sender.name} type={item.sender.type} small />
        <SenderName sender={item.sender} isOwn={isOwn} />
        <Ago at={item.receivedAt} />
      </header>
      <div class="message-frame">
        <div class="stack">
          {files && isShownInline(item) && <Picture attachment={item} alt={visibleText(item.name)} />}
          <AttachmentRow attachment={item} />
        </div>
        <Notes item={item} />
      </div>
    </article>
  );
}

function isRightAfter(response: ReadResponse, session: OpenSession): boolean {
  const asked = session.log.question(response.questionId)?.seq ?? 0;
  return !session.log.items.some(({ kind, seq }) => kind === "Message" && seq > asked && seq < response.seq);
}

function isElsewhere(item: ReadItem, session: OpenSession, referred: ReadonlySet<string>): boolean {
  return (
    (item.kind === "Attachment" && referred.has(item.id)) ||
    (item.kind === "Message" && session.canAnswer(item))
  );
}

/** The questions in front, the most urgent first. */
export function openQuestions(session: OpenSession): ReadMessage[] {
  const order = ["Critical", "High", "Normal", "Low"];
  return session.log
    .openQuestions()
    .filter((question) => session.canAnswer(question))
    .sort(
      (left, right) => order.indexOf(left.priority) - order.indexOf(right.priority) || left.seq - right.seq,
    );
}
