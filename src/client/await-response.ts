import { HiloopError } from "../protocol/error.ts";
import { isOver } from "../protocol/session.ts";
import type { Deliveries } from "./deliveries.ts";
import { cancelled } from "./http.ts";
import { removedSince } from "./item-notes.ts";
import { Polls } from "./polls.ts";
import type { ReadAttachment, ReadItem, ReadMessage, ReadResponse } from "./read-item.ts";
import type { SessionLog } from "./session-log.ts";

/**
 * What a wait came to. `cursor` never passes an item that was not given to the caller. `trouble` says why the server could
 * not be asked in the end: then nobody knows whether there is an answer.
 */
export type Awaited =
  | { status: "answered" | "invalid_answer"; question: ReadMessage; response: ReadResponse; cursor: number }
  | { status: "message"; item: ReadMessage | ReadAttachment; cursor: number }
  | { status: "expired" | "cancelled"; question: ReadMessage; cursor: number }
  | { status: "closed"; cursor: number }
  | {
      status: "pending";
      cursor: number;
      openQuestions: ReadMessage[];
      /** The question that was asked for has ended by what only a newer hiloop can read; waiting on brings nothing. */
      isEndedByNewer: boolean;
      trouble?: string;
    };

export type AwaitOptions = {
  deliveries: Deliveries;
  /** Wait for this question's end; free chat is given too. */
  questionId?: string;
  /** A cursor of the caller's; left out, this process's own. */
  after?: number;
  /** 0 looks once; more than one poll is chained. */
  waitSeconds: number;
  signal?: AbortSignal | undefined;
  /** Told once when the server cannot be asked; the wait goes on. */
  onTrouble?: (trouble: string) => void;
};

/**
 * Waits for the next thing that concerns the caller: an answer, an end of a question, a message, the session's
 * close. What was given once in this process is not given again unless `after` asks for it. A server that refuses to hold
 * the wait, is away or does not answer is asked again until the time is over. Throws `tampered` when something that did
 * not verify stands where an answer could be; that is never an answer.
 */
export async function awaitResponse(log: SessionLog, options: AwaitOptions): Promise<Awaited> {
  const polls = new Polls(log, options);
  const { questionId } = options;
  if (questionId && !log.question(questionId)) await polls.look();
  if (questionId && !log.question(questionId) && !polls.trouble) {
    throw new HiloopError("not_found", `The session has no question ${questionId}.`, {
      advice:
        "Use the message_id that send_message gave for a message with response_required, in the same session.",
    });
  }
  // Without the server, the newest roster that is known here must do.
  if (mayGive(log, options)) await polls.look();
  let first = true;
  for (;;) {
    // What is given to a call that nobody waits for any more would be lost.
    if (options.signal?.aborted) throw cancelled();
    const ready = next(log, options);
    if (ready) return ready;
    if (isOver(log.status) && options.after === undefined)
      return { status: "closed", cursor: options.deliveries.cursor(log) };
    const isEnded = questionId !== undefined && log.isEndedByNewer(questionId);
    if (!first && (polls.leftMs === 0 || isEnded)) return pending(log, options, polls.trouble?.message);
    await polls.poll();
    first = false;
  }
}

/** What was read earlier is not given before the roster was looked at again: somebody may have been removed since. */
function mayGive(log: SessionLog, { deliveries, questionId, after }: AwaitOptions): boolean {
  const isEnded = questionId !== undefined && log.question(questionId)?.question?.state !== "Open";
  return isEnded || log.lastSeq > (after ?? deliveries.cursor(log));
}

function next(log: SessionLog, options: AwaitOptions): Awaited | undefined {
  const { deliveries, questionId, after } = options;
  if (after !== undefined && after > log.lastSeq) return undefined;
  if (questionId) {
    const ended = outcomeOf(log, questionId, deliveries, after);
    if (ended) return ended;
  }
  for (const item of log.items) {
    const isGiven = deliveries.has(log, item.seq);
    if (after === undefined ? isGiven : item.seq <= after) continue;
    const problem = problemOf(item, questionId);
    if (problem) {
      // Told once, whatever cursor is named: it must not stand before an answer for good.
      if (isGiven) continue;
      deliveries.add(log, item.seq);
      throw problem;
    }
    const outcome = concerns(log, item, questionId);
    if (!outcome) continue;
    deliveries.add(log, item.seq);
    return { ...outcome, cursor: cursorAfter(log, { deliveries, after }, item.seq) };
  }
  return undefined;
}

type Outcome = Awaited extends infer Each ? (Each extends Awaited ? Omit<Each, "cursor"> : never) : never;

/** What stands where an answer could be and is none. */
function problemOf(item: ReadItem, questionId: string | undefined): HiloopError | undefined {
  if (item.kind === "Response") return questionId ? undefined : voidOf(item);
  if (item.kind !== "Tampered") return undefined;
  return new HiloopError("tampered", item.problem, {
    advice:
      "It counts for nothing. Look at the server before you act on this session; a further call goes on behind it.",
  });
}

/** Why an answer that verified counts for nothing. */
function voidOf({ sender }: ReadResponse): HiloopError | undefined {
  const removed = removedSince(sender);
  if (!removed) return undefined;
  return new HiloopError("forbidden", `The answer is ${removed}; it counts for nothing.`, {
    advice: "Ask again with send_message or ask_human.",
  });
}

/** Whether an item is something to return for: `undefined` for the caller's own items and what is of no concern here. */
function concerns(log: SessionLog, item: ReadItem, questionId: string | undefined): Outcome | undefined {
  if (item.kind === "System") {
    if (item.event === "Closed" || item.event === "Archived") return { status: "closed" };
    const question = item.about && !questionId && !item.by?.isSelf ? log.question(item.about) : undefined;
    return question && (item.event === "Expired" || item.event === "Cancelled")
      ? { status: item.event === "Expired" ? "expired" : "cancelled", question }
      : undefined;
  }
  if (item.kind === "Newer" || item.kind === "Tampered") return undefined;
  if (item.kind === "Response") return questionId ? undefined : answered(log, item);
  if (item.sender.isSelf) return undefined;
  return item.kind === "Message" || item.kind === "Attachment" ? { status: "message", item } : undefined;
}

function outcomeOf(
  log: SessionLog,
  questionId: string,
  deliveries: Deliveries,
  after: number | undefined,
): Awaited | undefined {
  const question = log.question(questionId);
  if (!question?.question || question.question.state === "Open") return undefined;
  const response = log.responseTo(questionId);
  const end = response ?? log.items.find((item) => item.kind === "System" && item.about === questionId);
  if (!end) return undefined;
  deliveries.add(log, end.seq);
  const cursor = cursorAfter(log, { deliveries, after }, end.seq);
  const problem = response && voidOf(response);
  if (problem) throw problem;
  if (response) return { ...answered(log, response), cursor } as Awaited;
  return { status: question.question.state === "Expired" ? "expired" : "cancelled", question, cursor };
}

function answered(log: SessionLog, response: ReadResponse): Outcome | undefined {
  const question = log.question(response.questionId);
  if (!question) return undefined;
  return { status: response.issues.length > 0 ? "invalid_answer" : "answered", question, response };
}

/** How far a caller's cursor may go: over its own items and what it was given, never over anything else. */
function cursorAfter(
  log: SessionLog,
  { deliveries, after }: { deliveries: Deliveries; after: number | undefined },
  seq: number,
): number {
  return after === undefined ? deliveries.cursor(log) : deliveries.through(log, after, seq);
}

function pending(log: SessionLog, options: AwaitOptions, trouble: string | undefined): Awaited {
  if (options.after !== undefined && options.after > log.lastSeq && !trouble) {
    throw new HiloopError(
      "cursor_ahead",
      `The cursor ${options.after} is beyond the end of this session (${log.lastSeq}).`,
      {
        advice: `The server may have been restored from a backup. Call again with after=${log.lastSeq}, or read the timeline.`,
      },
    );
  }
  return {
    status: "pending",
    cursor: options.after ?? options.deliveries.cursor(log),
    openQuestions: log.openQuestions().filter(({ id }) => !log.isEndedByNewer(id)),
    isEndedByNewer: options.questionId !== undefined && log.isEndedByNewer(options.questionId),
    ...(trouble ? { trouble } : {}),
  };
}
