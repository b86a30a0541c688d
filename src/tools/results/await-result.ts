import type { Awaited } from "../../client/await-response.ts";
import type { ReadResponse } from "../../client/read-item.ts";
import type { Sender } from "../../client/sender.ts";
import type { SessionLog } from "../../client/session-log.ts";
import { firstLine, fitResult } from "./fit.ts";
import { messageText } from "./message-text.ts";

type Result = Record<string, unknown>;
type Outcome<Status extends Awaited["status"]> = Extract<Awaited, { status: Status }>;

const SHOWN_QUESTIONS = 5;

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
    ...(response.unseen ? { note: "Given without having seen a later message of this session." } : {}),
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
          text: `Sent a file: ${item.name}`,
          attachment_id: item.id,
          name: item.name,
          type: item.type,
          size: item.size,
        };
  const result = {
    status: "message",
    ...content,
    from: from(item.sender),
    cursor,
    next: isOpen
      ? `No answer yet: reply with send_message if needed, then call await_response again with after=${cursor}.`
      : "No question is open: reply with send_message if needed.",
  };
  return fitResult(result, howToReadOn(log, item));
}

function pending({ cursor, openQuestions }: Outcome<"pending">): Result {
  const open = openQuestions.slice(0, SHOWN_QUESTIONS).map((question) => ({
    message_id: question.id,
    text: firstLine(messageText(question), 80),
  }));
  return {
    status: "pending",
    ...(open.length > 0 ? { open_questions: open } : {}),
    cursor,
    next:
      open.length > 0
        ? `Call await_response again with after=${cursor}, or do other work first.`
        : `No question is open here: ask with send_message, or read get_timeline for what was answered. To wait for chat, call await_response with after=${cursor}.`,
  };
}

function from({ name, type }: Sender, via?: string): Result {
  return { name, type: type.toLowerCase(), ...(via === undefined ? {} : { via }) };
}

function howToReadOn(log: SessionLog, { seq }: Pick<ReadResponse, "seq">): string {
  return `Cut to fit. Whole text: get_timeline with session_id=${log.id}, after=${seq - 1}, limit=1.`;
}
