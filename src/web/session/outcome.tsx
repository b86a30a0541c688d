import { notesOf, removedSince } from "../../client/item-notes.ts";
import type { ReadMessage, ReadResponse } from "../../client/read-item.ts";
import { isNegative } from "../../components/answer.ts";
import { questionAsks } from "../../components/question.ts";
import { visibleText } from "../../components/visible-text.ts";
import { Icon } from "../parts/icon.tsx";
import { Named } from "../parts/named.tsx";
import { namedText } from "../parts/named-text.ts";
import { Ago, isOverNow } from "../parts/time.tsx";
import type { OpenSession } from "../state/open-session.ts";

type OutcomeProps = { question: ReadMessage; response: ReadResponse | undefined; session: OpenSession };

/** How a question ended: who answered what and when, or that nobody did. */
export function Outcome({ question, response, session }: OutcomeProps) {
  if (!response) return <Unanswered question={question} session={session} />;
  const { sender, answer, issues } = response;
  const via = viaText(response, session);
  const isNo = answer.action !== undefined && isNegative(question.components, answer.action);
  const isNothing = removedSince(sender) !== undefined;
  return (
    <div class={isNothing ? "outcome outcome-none" : isNo ? "outcome outcome-no" : "outcome"}>
      <p class="outcome-line">
        <Icon name={isNothing ? "warning" : isNo ? "cross" : "check"} small />
        <span>
          {session.isOwn(sender) ? <strong>You</strong> : <Named who={sender} />} answered
          {answer.action !== undefined && (
            <>
              {" "}
              <strong>{actionLabel(question, answer.action)}</strong>
            </>
          )}
        </span>
        <span class="outcome-when">
          <Ago at={response.receivedAt} />
          {via !== "inbox" && ` · ${via}`}
        </span>
      </p>
      {answer.text && <blockquote class="outcome-text lines">{visibleText(answer.text)}</blockquote>}
      {notesOf(response).map((note) => (
        <p key={note} class="small warn">
          {note}
        </p>
      ))}
      {issues.length > 0 && (
        <p class="small warn">
          It does not fit the question, so the assistant gets it as invalid:{" "}
          {visibleText(
            issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; "),
          )}
        </p>
      )}
    </div>
  );
}

/** How the answer came; whose guest link it was is said with what they are. */
function viaText({ via, sender }: ReadResponse, session: OpenSession): string {
  const link = session.log.items.find((item) => item.kind === "Guest" && item.keyId === sender.keyId);
  return link?.kind === "Guest" ? `guest link by ${namedText(link.sender)}` : visibleText(via);
}

export function actionLabel(question: ReadMessage, action: string): string {
  const button = questionAsks(question.components).buttons.find((candidate) => candidate.action === action);
  return visibleText(button?.label ?? action);
}

/** Why a question that is open cannot be answered here; every other one stands in front. */
function openWords({ question, unknownFields }: ReadMessage, session: OpenSession): string {
  if (question?.until && isOverNow(question.until))
    return "Its time is over by this computer’s clock: it can no longer be answered here.";
  if (unknownFields.length > 0)
    return "A part of this question was made by a newer hiloop. Reload this page to see and answer it.";
  const permission = session.log.member.me.guest?.permission;
  if (permission !== undefined && permission !== "Answer") return "Open. Your link may read, not answer.";
  return "Open, for the people of this space to answer.";
}

function Unanswered({ question, session }: Omit<OutcomeProps, "response">) {
  const state = question.question?.state;
  const words = {
    Expired: "Expired without an answer. The assistant was told that nobody answered, not “no”.",
    Cancelled: "Taken back before anyone answered.",
    Answered: "Answered, by an entry that could not be verified. It counts for nothing.",
    Open: openWords(question, session),
  };
  return (
    <div class="outcome outcome-none">
      <p class="outcome-line">
        <Icon name="clock" small />
        <span>{words[state ?? "Open"]}</span>
      </p>
    </div>
  );
}
