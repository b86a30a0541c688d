import * as v from "valibot";
import { type Answer, checkAnswer, isInteractive } from "../components/answer.ts";
import { attachmentIds } from "../components/attachment-ids.ts";
import type { ComponentNode } from "../components/component.ts";
import { visibleText } from "../components/visible-text.ts";
import { sealedLength, sealItem } from "../crypto/item.ts";
import { type ErrorCode, HiloopError } from "../protocol/error.ts";
import type { Priority } from "../protocol/item.ts";
import { timestamp } from "../protocol/primitives.ts";
import { StoredItemSchema } from "../protocol/timeline.ts";
import { itemFacts } from "./item-facts.ts";
import { removedSince } from "./item-notes.ts";
import type { Party } from "./party.ts";
import type { ReadMessage, ReadResponse } from "./read-item.ts";
import type { SessionLog } from "./session-log.ts";

const ENDED: readonly ErrorCode[] = ["already_answered", "question_ended", "session_closed"];

export type NewMessage = {
  /** Made by the caller where it must know the id before anything is sent. */
  id?: string;
  /** Markdown. */
  content?: string;
  components?: ComponentNode[];
  /** Attachments of this sender to show below the message. */
  attachmentIds?: string[];
  /** Default: an agent's message asks when an interactive component is there; others never ask. */
  responseRequired?: boolean;
  participants?: "Anyone" | "People";
  priority?: Priority;
  /** 1 second to 90 days. */
  expiresInSeconds?: number;
  /** The folder that the asking agent works in; only a question says it. */
  folder?: string | undefined;
  /** The last seq that was shown to who sends this; default: everything read so far. */
  seenSeq?: number;
};

/** Seals, signs and sends a message; gives it as the verified timeline has it. Throws `session_closed`, `too_large`, `invalid_input` …. */
export async function sendMessage(log: SessionLog, message: NewMessage): Promise<ReadMessage> {
  const { asks, components, fields } = requireSendable(log.member, message);
  checkAttachments(log, components);
  const facts = itemFacts(log.member, "Message", log.id, {
    ...log.seen(message.seenSeq),
    ...(message.id === undefined ? {} : { id: message.id }),
    responseRequired: asks,
    participants: asks ? (message.participants ?? "Anyone") : "Anyone",
    until: asks && message.expiresInSeconds ? timestamp(Date.now() + message.expiresInSeconds * 1000) : null,
    priority: message.priority ?? "Normal",
  });
  const item = await sealItem(facts, fields, log.key, log.member.identity);
  await log.member.http.write("POST", `${log.path}/messages`, StoredItemSchema, item);
  return found(log, facts.id, "Message");
}

/** What a message would carry. Throws `invalid_input` or `too_large` for what no session takes; nothing is sent. */
export function requireSendable(member: Party, message: NewMessage) {
  const files = (message.attachmentIds ?? []).map((id) => ({ type: "file", data: { attachment_id: id } }));
  const components = [...(message.components ?? []), ...files];
  if (!message.content?.trim() && components.length === 0) {
    throw new HiloopError("invalid_input", "A message needs content or components.", {
      advice: "Give content (Markdown), components, or both.",
    });
  }
  const asks = member.type === "Agent" && (message.responseRequired ?? isInteractive(components));
  const fields = {
    ...(asks && message.folder ? { act: { folder: message.folder } } : {}),
    ...(message.content?.trim() ? { content: message.content } : {}),
    ...(components.length > 0 ? { components } : {}),
  };
  const bytes = Object.values(fields).reduce((sum: number, value) => sum + sealedLength(value), 0);
  const { messageBytes } = member.me.limits;
  if (bytes > messageBytes) {
    throw new HiloopError("too_large", `The sealed message is larger than ${messageBytes} bytes.`, {
      advice: "Send long content as an attachment.",
    });
  }
  return { asks, components, fields };
}

/**
 * Answers a question. Throws `invalid_input` with issues when the answer does not fit, `already_answered` with who
 * and when if that verifies, `question_ended`, `session_closed` or `forbidden`.
 */
export async function respond(
  log: SessionLog,
  response: { questionId: string; answer: Answer; via: "inbox" | "cli" | "demo (simulated)" },
): Promise<ReadResponse> {
  const question = log.question(response.questionId);
  if (!question) throw new HiloopError("not_found", `The session has no question ${response.questionId}.`);
  requireAnswerable(question);
  const issues = checkAnswer(question.components, response.answer);
  if (issues.length > 0)
    throw new HiloopError("invalid_input", "The answer does not fit the question.", { issues });
  const via = log.member.type === "Guest" ? ("guest link" as const) : response.via;
  const facts = itemFacts(log.member, "Response", log.id, {
    ...log.seen(),
    about: { id: question.id, digest: question.digest },
  });
  const item = await sealItem(facts, { response: { ...response.answer, via } }, log.key, log.member.identity);
  const path = `${log.path}/messages/${question.id}/response`;
  await log.member.http.write("POST", path, StoredItemSchema, item).catch(async (error: unknown) => {
    throw (await howItEnded(log, question.id, error)) ?? error;
  });
  return found(log, facts.id, "Response");
}

/** What readers would not count, or whoever answers cannot have seen, is not sent, whatever the server would take. */
function requireAnswerable({ question, unknownFields }: ReadMessage): void {
  if (question?.until && isPast(question.until)) {
    throw new HiloopError("question_ended", "The time for an answer is over by this computer's clock.", {
      advice: "Send a message instead, or set the clock if it is wrong.",
    });
  }
  if (unknownFields.length === 0) return;
  throw new HiloopError("forbidden", "A part of this question was made by a newer hiloop and is not shown.", {
    advice: "Reload the page, or run `hiloop upgrade`, and answer when you see all of it.",
  });
}

/** Whether a time is over by this computer's clock. */
export function isPast(time: string): boolean {
  return Date.now() > Date.parse(time);
}

/** What the verified timeline says of a question whose answer the server refused; who was first is not the server's to tell. */
async function howItEnded(log: SessionLog, id: string, refusal: unknown): Promise<HiloopError | undefined> {
  if (!(refusal instanceof HiloopError) || !ENDED.includes(refusal.code)) return undefined;
  await log.sync().catch(() => undefined);
  const first = log.responseTo(id);
  if (!first) return undefined;
  const removed = removedSince(first.sender);
  if (removed) {
    const message = `This question already has an answer ${removed}; it counts for nothing.`;
    return new HiloopError("already_answered", message, {
      advice: "Send yours as a message: the assistant has to ask again.",
      cause: refusal,
    });
  }
  const { sender, via, at } = first;
  const by = visibleText(sender.type === "Guest" ? `${sender.name} (${via})` : sender.name);
  return new HiloopError("already_answered", `This question was already answered by ${by} at ${at}.`, {
    advice: "The first answer counts; send yours as a message if it still matters.",
    cause: refusal,
  });
}

/** Takes a question back; nobody can answer it any more. Throws `tampered` when the server only says that it did. */
export async function cancelQuestion(log: SessionLog, questionId: string): Promise<void> {
  await log.member.http.write("POST", `${log.path}/messages/${questionId}/cancel`, v.unknown(), {});
  await log.sync();
  if (log.question(questionId)?.question?.state !== "Open") return;
  throw new HiloopError("tampered", `The server took the cancelling of ${questionId} but does not show it.`, {
    advice: "An answer to it may still come: do not act on one, and look at the server.",
  });
}

function checkAttachments(log: SessionLog, components: ComponentNode[]): void {
  const own = new Set(
    log.items.flatMap((item) => (item.kind === "Attachment" && item.sender.isSelf ? [item.id] : [])),
  );
  const foreign = attachmentIds(components).filter((id) => !own.has(id));
  if (foreign.length === 0) return;
  throw new HiloopError(
    "invalid_input",
    `No attachment ${foreign.join(", ")} was uploaded to this session by the sender.`,
    {
      advice: "Upload the file to this session first, and use the id that comes back.",
    },
  );
}

async function found<Kind extends "Message" | "Response">(
  log: SessionLog,
  id: string,
  kind: Kind,
): Promise<Extract<ReadMessage | ReadResponse, { kind: Kind }>> {
  await log.sync();
  const item = log.items.find((candidate) => candidate.kind === kind && candidate.id === id);
  if (item && item.kind === kind) return item as Extract<ReadMessage | ReadResponse, { kind: Kind }>;
  const broken = log.items.find((candidate) => candidate.kind === "Tampered" && candidate.id === id);
  throw new HiloopError(
    "tampered",
    broken?.kind === "Tampered" ? broken.problem : "The server took the item but does not show it.",
  );
}
