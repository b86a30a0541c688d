import type { Awaited } from "../../client/await-response.ts";
import { notesOf } from "../../client/item-notes.ts";
import type { ReadResponse, ReadSigned } from "../../client/read-item.ts";
import type { Sender } from "../../client/sender.ts";
import type { SessionLog } from "../../client/session-log.ts";
import { visibleName } from "../../components/visible-text.ts";
import { firstLine, fitResult } from "./fit.ts";
import { messageText } from "./message-text.ts";

type Result = Record<string, unknown>;
type Outcome<Status extends Awaited["status"]> = Extract<Awaited, { status: Status }>;

const SHOWN_QUESTIONS = 5;

const ENDED_BY_NEWER =
  "The server says that this question has ended in a way that only a newer hiloop can read. Take it neither as yes nor as no, and do not wait on: run `hiloop upgrade` and restart this client, or ask anew with send_message.";

/** What a wait came to, as a tool says it. `response` is there only for an answer that fits its question. */
export function awaitResult(log: SessionLog, awaited: Awaited): Result {
  switch (awaited.status) {
    case "answered":
      return answered(log, awaited);
    case "invalid_answer":
      return invalidAnswer(log, awaited);
    case "message":
      return message(log, awaited);
    case "expired":
    case "cancelled":
      return {
        status: awaited.status,
        message_id: awaited.question.id,
        cursor: awaited.cursor,
        next: "Nobody decided: take it neither as yes nor as no. Ask again with send_message if it is still needed.",
      };
    case "closed":
      return {
        status: "closed",
        cursor: awaited.cursor,
        next: "The session is over and its open questions were cancelled. Use create_session for a new one.",
      };
    case "pending":
      return pending(awaited);
  }
}

function answered(
  log: SessionLog,
  { question, response, cursor }: Outcome<"answered" | "invalid_answer">,
): Result {
  const { action, values, text } = response.answer;
  const result = {
    status: "answered",
    ...(action === undefined ? {} : { response: action }),
    ...(values && Object.keys(values).length > 0 ? { values } : {}),
    ...(text ? { text } : {}),
    from: from(response.sender, response.via),
    message_id: question.id,
    cursor,
    ...noteOf(response),
  };
  return fitResult(result, howToReadOn(log, response));
}

function invalidAnswer(
  log: SessionLog,
  { question, response, cursor }: Outcome<"answered" | "invalid_answer">,
): Result {
  const result = {
    status: "invalid_answer",
    issues: response.issues.map(({ path, message: problem }) => `${path}: ${problem}`),
    from: from(response.sender, response.via),
    message_id: question.id,
    cursor,
    ...noteOf(response),
    next: "This answer does not fit the question and decides nothing. Ask again with send_message.",
  };
  return fitResult(result, howToReadOn(log, response));
}

function message(log: SessionLog, { item, cursor }: Outcome<"message">): Result {
  const isOpen = log.openQuestions().length > 0;
  const content =
    item.kind === "Message"
      ? {
          text: messageText(item),
          message_id: item.id,
          ...(item.attachmentIds.length > 0 ? { attachment_ids: item.attachmentIds } : {}),
        }
      : {
          text: `Sent a file: ${visibleName(item.name)}`,
          attachment_id: item.id,
          name: visibleName(item.name),
          type: item.type,
          size: item.size,
        };
  const result = {
    status: "message",
    // Before the words that it is about.
    ...noteOf(item),
    ...content,
    from: from(item.sender),
    cursor,
    next: isOpen
      ? `No answer yet: reply with send_message if needed, then call await_response again with after=${cursor}.`
      : "No question is open: reply with send_message if needed.",
  };
  return fitResult(result, howToReadOn(log, item));
}

function pending({ cursor, openQuestions, isEndedByNewer, trouble }: Outcome<"pending">): Result {
  if (isEndedByNewer) return { status: "pending", cursor, next: ENDED_BY_NEWER };
  const open = openQuestions.slice(0, SHOWN_QUESTIONS).map((question) => ({
    message_id: question.id,
    text: firstLine(messageText(question), 80),
  }));
  return {
    status: "pending",
    ...(open.length > 0 ? { open_questions: open } : {}),
    ...(trouble ? { note: `${trouble} Whether anybody has answered is not known yet.` } : {}),
    cursor,
    next:
      open.length > 0
        ? `Call await_response again with after=${cursor}, or do other work first.`
        : `No question is open here: ask with send_message, or read get_timeline for what was answered. To wait for chat, call await_response with after=${cursor}.`,
  };
}

/** The same for an answer, chat and a file: whoever acts on it must know. */
export function noteOf(item: ReadSigned): { note?: string } {
  const notes = notesOf(item);
  return notes.length > 0 ? { note: notes.join(" ") } : {};
}

function from({ name, type }: Sender, via?: string): Result {
  return { name, type: type.toLowerCase(), ...(via === undefined ? {} : { via }) };
}

function howToReadOn(log: SessionLog, { seq }: Pick<ReadResponse, "seq">): string {
  return `Cut to fit. Whole text: get_timeline with session_id=${log.id}, after=${seq - 1}, limit=1.`;
}
