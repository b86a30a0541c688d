import { awaitResponse } from "../client/await-response.ts";
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
};

/** Waits as long as was asked and the client tolerates, telling it on the way whose answer is missing. */
export async function waitForAnswer(
  context: ToolContext,
  log: SessionLog,
  { questionId, after, timeoutSeconds }: Wait,
): Promise<Record<string, unknown>> {
  const stop = tellProgress(context, () => progressText(log, questionId));
  try {
    const awaited = await awaitResponse(log, {
      deliveries: context.deliveries,
      waitSeconds: clampWait(timeoutSeconds, context.maxWaitSeconds),
      signal: context.signal,
      ...(questionId === undefined ? {} : { questionId }),
      ...(after === undefined ? {} : { after }),
    });
    return awaitResult(log, awaited);
  } finally {
    stop();
  }
}

/** Models say 1 second when they mean "a while", and each short poll costs them the whole conversation again. */
export function clampWait(timeoutSeconds: number | undefined, maxWaitSeconds: number): number {
  if (timeoutSeconds === 0) return 0;
  return Math.min(Math.max(timeoutSeconds ?? maxWaitSeconds, MIN_WAIT_SECONDS), maxWaitSeconds);
}

function tellProgress({ progress, progressIntervalMs }: ToolContext, text: () => string): () => void {
  if (!progress) return () => undefined;
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
