import type { ComponentChildren } from "preact";
import { removedSince } from "../../client/item-notes.ts";
import type {
  ReadGuest,
  ReadNewer,
  ReadResponse,
  ReadSession,
  ReadSystem,
  Tampered,
} from "../../client/read-item.ts";
import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import { Named } from "../parts/named.tsx";
import { Ago, dayAndTime } from "../parts/time.tsx";
import type { OpenSession } from "../state/open-session.ts";
import { actionLabel } from "./outcome.tsx";

/** One quiet line between messages. */
export function EventRow({ at, children }: { at: string; children: ComponentChildren }) {
  return (
    <p class="event">
      <span>{children}</span> <Ago at={at} />
    </p>
  );
}

export function SessionRow({ item }: { item: ReadSession }) {
  return (
    <EventRow at={item.receivedAt}>
      <Named who={item.sender} /> opened this session
    </EventRow>
  );
}

const PERMISSIONS: Record<ReadGuest["permission"], string> = {
  Answer: "may read and answer",
  Read: "may only read",
  Newer: "may do what only a newer hiloop knows",
};

export function GuestRow({ item }: { item: ReadGuest }) {
  const may = PERMISSIONS[item.permission];
  return (
    <EventRow at={item.receivedAt}>
      <Named who={item.sender} /> made a guest link for <Named who={{ name: item.name, type: "Guest" }} />,
      who {may} until {dayAndTime(item.until)}
    </EventRow>
  );
}

export function ResponseRow({ item, session }: { item: ReadResponse; session: OpenSession }) {
  const question = session.log.question(item.questionId);
  const { action } = item.answer;
  return (
    <EventRow at={item.receivedAt}>
      {session.isOwn(item.sender) ? <strong>You</strong> : <Named who={item.sender} />} answered{" "}
      {action !== undefined && question ? (
        <strong>{actionLabel(question, action)}</strong>
      ) : (
        "a question above"
      )}
      {removedSince(item.sender) && <span class="warn">, which counts for nothing</span>}
    </EventRow>
  );
}

const EVENTS: Record<ReadSystem["event"], string> = {
  Expired: "A question expired without an answer",
  Cancelled: "A question was taken back",
  Closed: "The session was closed",
  Archived: "The session was archived",
  GuestRevoked: "A guest link was revoked",
  Newer: "Made by a newer hiloop: something that this page cannot read, and that counts for nothing here",
};

export function SystemRow({ item, session }: { item: ReadSystem; session: OpenSession }) {
  return (
    <EventRow at={item.receivedAt}>
      {EVENTS[item.event]}
      {item.by && <> by {session.isOwn(item.by) ? <strong>you</strong> : <Named who={item.by} />}</>}
    </EventRow>
  );
}

/** An entry that is as it was signed, and says what this page has no words for. */
export function NewerRow({ item }: { item: ReadNewer }) {
  return (
    <EventRow at={item.receivedAt}>
      Made by a newer hiloop: an entry of <Named who={item.sender} /> that this page cannot read, and that
      counts for nothing here
    </EventRow>
  );
}

/** An entry that did not verify: said loudly, shown never. */
export function TamperedRow({ item }: { item: Tampered }) {
  return (
    <div class="tampered" role="alert">
      <Icon name="warning" />
      <div>
        <p class="tampered-title">An entry here was changed on its way and is not shown</p>
        <p>{visibleText(item.problem)}</p>
        <p class="small">
          Entry {item.seq}, <Ago at={item.receivedAt} />. It counts for nothing. Whoever runs the server
          should look into it.
        </p>
      </div>
    </div>
  );
}
