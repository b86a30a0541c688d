import { removedSince } from "../client/item-notes.ts";
import { Polls } from "../client/polls.ts";
import type { ReadMessage, ReadResponse, ReadSystem } from "../client/read-item.ts";
import type { SessionLog } from "../client/session-log.ts";
import { visibleText } from "../components/visible-text.ts";
import { HiloopError } from "../protocol/error.ts";
import type { NewQuestion } from "./new-question.ts";
import type { Asked } from "./questions-asked.ts";
import { answerText } from "./results/answer-text.ts";
import { firstLine } from "./results/fit.ts";
import type { ToolContext } from "./tool.ts";
import { workFolders } from "./work-folder.ts";

/** A question whose end was handed over and that is asked again. `outcome` ends the sentence "that question …". */
export type AskedBefore = { session_id: string; message_id: string; outcome: string };

const SHOWN_ANSWER = 80;

/** What makes two calls the same: who asks, from where, and every word. A hash, for records hold no content. */
export async function questionKey(
  context: ToolContext,
  sessionId: string | undefined,
  { content, components }: NewQuestion,
): Promise<string> {
  const { identity, roster, agentName } = await context.member();
  const asker = [roster.spaceId, identity.id, agentName, context.client.name, await workFolders(context)];
  const call = JSON.stringify([asker, sessionId ?? "", content, components]);
  return new Bun.CryptoHasher("sha256").update(call).digest("base64url");
}

/**
 * The question that stands for a call which repeats one: still open, or ended while nobody waited. While the server cannot be
 * asked (`isUnreached`), one that this process read before still stands.
 */
export async function joinQuestion(context: ToolContext, key: string) {
  for (;;) {
    const joined = await context.asked.join(key);
    if (!joined) return undefined;
    const { questionId, at } = joined.asked;
    try {
      const { log, trouble } = await look(context, joined.asked);
      if (log && isJoinable(log, questionId, context)) {
        const shared = `Asked before ${shownTime(new Date(at).toISOString())} by an earlier process of this client, not asked again.`;
        const facts = joined.isOfAnother ? { joined: shared } : {};
        return { log, questionId, facts, isUnreached: trouble !== undefined };
      }
      if (trouble && !log?.question(questionId)) throw trouble;
      if (log?.question(questionId)) await context.asked.handOver(questionId);
      // It never came to stand: nobody was asked.
      else await context.asked.forget(key, questionId);
    } catch (error) {
      await context.asked.release(key, questionId);
      throw error;
    }
  }
}

/** The same question as it was asked and ended within the hour, if the caller was given its end. */
export async function askedBefore(context: ToolContext, key: string): Promise<AskedBefore | undefined> {
  const asked = await context.asked.earlier(key);
  if (!asked) return undefined;
  // What cannot be looked up again must not keep anybody from asking.
  const log = (await look(context, asked).catch(() => undefined))?.log;
  const question = log?.question(asked.questionId);
  if (!log || !question) return undefined;
  return { session_id: log.id, message_id: question.id, outcome: outcomeText(log, question) };
}

/** Whether it is open, or has an end that the caller must hear: not its own doing, nor what counts for nothing. */
function isJoinable(log: SessionLog, questionId: string, { deliveries }: ToolContext): boolean {
  const state = log.question(questionId)?.question?.state;
  if (state === undefined || state === "Open") return state === "Open";
  const end = endOf(log, questionId);
  if (end === undefined || deliveries.has(log, end.seq)) return false;
  return end.kind === "Response" ? !removedSince(end.sender) : end.by?.isSelf !== true;
}

function endOf(log: SessionLog, questionId: string): ReadResponse | ReadSystem | undefined {
  return (
    log.responseTo(questionId) ??
    log.items.find((item): item is ReadSystem => item.kind === "System" && item.about === questionId)
  );
}

function outcomeText(log: SessionLog, { id, question }: ReadMessage): string {
  const response = log.responseTo(id);
  if (response) return `${responseText(response)}, ${shownTime(response.receivedAt)}`;
  return question?.state === "Expired" ? "expired without an answer" : "was taken back";
}

/** The words of an answer stand only where they counted: the person and the model read this beside the new question. */
function responseText({ answer, sender, via, issues, unseen }: ReadResponse): string {
  const removed = removedSince(sender);
  if (removed) return `got an answer that counts for nothing, ${removed}`;
  const from = sender.type === "Guest" ? `${sender.name} (${via})` : sender.name;
  if (issues.length > 0) return `got an answer that did not fit it, from ${from}`;
  return `was answered “${saidText(answer)}” by ${from}${unseen ? ", who had not seen a later message" : ""}`;
}

/** With what was filled in and written: an action alone could leave out the condition that it was given under. */
function saidText({ action, ...others }: ReadResponse["answer"]): string {
  const parts = [action ?? "", answerText(others)].filter((part) => part !== "");
  return visibleText(firstLine(parts.join("; ").replace(/\s*[\r\n]+\s*/g, "; "), SHOWN_ANSWER));
}

/** `2026-11-22T09:30:00.000Z` → `2026-11-22 09:30 UTC`: what is sealed into a message is read in any time zone. */
function shownTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

type Look = { log?: SessionLog; trouble?: HiloopError };

/** Reads what there is. Without a log where the server has no such session, as after a restored backup; with the trouble when it cannot be asked. */
async function look(context: ToolContext, { sessionId }: Asked): Promise<Look> {
  const member = await context.member();
  try {
    const log = await member.session(sessionId);
    const polls = new Polls(log, { waitSeconds: 0, signal: context.signal });
    await polls.look();
    return { log, ...(polls.trouble ? { trouble: polls.trouble } : {}) };
  } catch (error) {
    if (error instanceof HiloopError && error.code === "not_found") return {};
    throw error;
  }
}
