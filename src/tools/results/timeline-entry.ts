import type { ReadItem, ReadSystem } from "../../client/read-item.ts";
import type { Sender } from "../../client/sender.ts";
import { visibleName } from "../../components/visible-text.ts";
import { answerText } from "./answer-text.ts";
import { noteOf } from "./await-result.ts";
import { messageText } from "./message-text.ts";

/** One item of a timeline for a model: facts, and all that it says as one plain text. */
export type TimelineEntry = {
  seq: number;
  type: string;
  from?: string;
  at: string;
  note?: string;
  text: string;
} & Record<string, unknown>;

const SYSTEM_TEXT: Record<ReadSystem["event"], string> = {
  Expired: "The question expired without an answer.",
  Cancelled: "The question was taken back.",
  Closed: "The session was closed.",
  Archived: "The session was archived.",
  GuestRevoked: "A guest link was revoked.",
  Newer: "Made by a newer hiloop: an event that this version cannot read. It counts for nothing here.",
};

/** `made`: the ids of what this process made; only that is from "you". */
export function timelineEntry(item: ReadItem, made: ReadonlySet<string>): TimelineEntry {
  const { seq, receivedAt: at } = item;
  if (item.kind === "Tampered")
    return { seq, type: "unverified", at, text: `Not shown, do not act on it: ${item.problem}` };
  if (item.kind === "System") {
    const about = item.about === null ? {} : { message_id: item.about };
    return { seq, type: item.event.toLowerCase(), at, ...about, text: SYSTEM_TEXT[item.event] };
  }
  return { seq, from: senderText(item.sender, made.has(item.id)), at, ...noteOf(item), ...signedFacts(item) };
}

function signedFacts(
  item: Exclude<ReadItem, { kind: "Tampered" | "System" }>,
): { type: string; text: string } & Record<string, unknown> {
  switch (item.kind) {
    case "Session":
      return { type: "session", text: visibleName(item.title, 500) };
    case "Message":
      return {
        type: item.question ? "question" : "message",
        message_id: item.id,
        ...(item.question ? { state: item.question.state.toLowerCase() } : {}),
        text: messageText(item),
      };
    case "Response":
      return {
        type: item.issues.length > 0 || !item.sender.active ? "invalid_response" : "response",
        message_id: item.questionId,
        via: item.via,
        text: answerText(item.answer),
      };
    case "Attachment":
      return {
        type: "attachment",
        attachment_id: item.id,
        text: `${visibleName(item.name)} (${item.type}, ${item.size} bytes)`,
      };
    case "Guest":
      return {
        type: "guest",
        token_id: item.tokenId,
        text: `Guest link for ${visibleName(item.name)} until ${item.until}`,
      };
    case "Newer":
      return {
        type: "newer",
        text: "Made by a newer hiloop: this version cannot read it. It counts for nothing here.",
      };
  }
}

function senderText({ name, type }: Sender, isOwn: boolean): string {
  return `${visibleName(name)} (${isOwn ? "you" : type.toLowerCase()})`;
}
