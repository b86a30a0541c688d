import { type Awaited, awaitResponse } from "../client/await-response.ts";
import { peopleOf } from "../client/sender.ts";
import type { SessionLog } from "../client/session-log.ts";
import { inboxUrl } from "../client/sessions.ts";
import { awaitResult } from "./results/await-result.ts";
import { firstLine } from "./results/fit.ts";
import { messageText } from "./results/message-text.ts";
import type { ToolContext } from "./tool.ts";

const MIN_WAIT_SECONDS = 10;
const NAMED_PEOPLE = 3;

type Wait = {
  questionId?: string | undefined;
  after?: number | undefined;
  timeoutSeconds?: number | undefined;
  /** Why nobody hears the question, where the caller knows already. */
  notice?: string | undefined;
};

/** Waits as long as was asked and the client tolerates, telling it on the way whose answer is missing and whether anybody hears. */
export async function waitForAnswer(
  context: ToolContext,
  log: SessionLog,
  { questionId, after, timeoutSeconds, notice }: Wait,
): Promise<Record<string, unknown>> {
  const stop = await tellProgress(context, () => progressText(log, questionId), notice);
  try {
    const awaited = await awaitResponse(log, {
      deliveries: context.deliveries,
      waitSeconds: clampWait(timeoutSeconds, context.maxWaitSeconds),
      signal: context.signal,
      ...(questionId === undefined ? {} : { questionId }),
      ...(after === undefined ? {} : { after }),
    });
    if (awaited.status === "pending") return await pending(context, log, awaited, notice);
    const ended = "question" in awaited ? awaited.question.id : questionId;
    if (ended !== undefined && awaited.status !== "message") await context.asked.handOver(ended);
    const result = awaitResult(log, awaited);
    if (awaited.status === "answered" && hasUnread(context, log, awaited.cursor))
      return withUnread(result, log);
    return awaited.status === "message" && notice !== undefined ? withNotice(result, notice) : result;
  } finally {
    stop();
  }
}

/** An answer goes before the chat that came first: what was said there may be the condition that it was given under. */
function hasUnread({ deliveries }: ToolContext, log: SessionLog, cursor: number): boolean {
  return log.items.some(
    (item) =>
      (item.kind === "Message" || item.kind === "Attachment") &&
      item.seq > cursor &&
      !item.sender.isSelf &&
      !deliveries.has(log, item.seq),
  );
}

function withUnread(result: Record<string, unknown>, { id }: SessionLog): Record<string, unknown> {
  const next = `More was said in this session than you were given: before you act on this, call await_response with session_id=${id}, timeout_seconds=0.`;
  return { ...result, next };
}

/** As long as nobody hears the open question, every result says so: only the user can change it. */
async function pending(
  context: ToolContext,
  log: SessionLog,
  awaited: Extract<Awaited, { status: "pending" }>,
  known: string | undefined,
): Promise<Record<string, unknown>> {
  const result = awaitResult(log, awaited);
  const notice = awaited.openQuestions.length === 0 ? undefined : (known ?? (await context.notice()));
  return notice === undefined ? result : withNotice(result, notice);
}

function withNotice(result: Record<string, unknown>, notice: string): Record<string, unknown> {
  return { ...result, notice, next: `First tell the user what notice says. ${result.next}` };
}

/** Models say 1 second when they mean "a while", and each short poll costs them the whole conversation again. */
export function clampWait(timeoutSeconds: number | undefined, maxWaitSeconds: number): number {
  if (timeoutSeconds === 0) return 0;
  return Math.min(Math.max(timeoutSeconds ?? maxWaitSeconds, MIN_WAIT_SECONDS), maxWaitSeconds);
}

/** The first message comes at once and says what the user has to do; some clients show no other. */
async function tellProgress(
  { progress, progressIntervalMs, notice }: ToolContext,
  text: () => string,
  known: string | undefined,
): Promise<() => void> {
  if (!progress) return () => undefined;
  const toDo = known ?? (await notice());
  progress(toDo === undefined ? text() : `${toDo} ${text()}`);
  const timer = setInterval(() => progress(text()), progressIntervalMs);
  return () => clearInterval(timer);
}

function progressText(log: SessionLog, questionId: string | undefined): string {
  const question = questionId === undefined ? log.openQuestions().at(-1) : log.question(questionId);
  const what = question ? `an answer to “${firstLine(messageText(question), 60)}”` : "a message";
  return `Waiting for ${what} from ${awaitedPeople(log)} in the inbox ${inboxUrl(log.member, log.id)}`;
}

function awaitedPeople(log: SessionLog): string {
  const people = peopleOf(log.member.roster);
  const ids = log.participantIds.length > 0 ? log.participantIds : [...people.keys()];
  const names = ids.flatMap((id) => people.get(id) ?? []);
  if (names.length === 0) return "a person";
  return names.length <= NAMED_PEOPLE ? names.join(" or ") : `one of ${names.length} people`;
}
