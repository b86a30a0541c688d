import type { Deliveries } from "../client/deliveries.ts";
import type { SessionLog } from "../client/session-log.ts";

/** A question that stands, or stood, in a session. `notice` is what the user should be told about reaching it. */
export type Asked = { log: SessionLog; questionId: string; notice?: string | undefined };

/**
 * The questions that this process asked, so that asking the same again while it is open joins the wait for it. One
 * whose end was not given to the caller yet is joined too: its answer came while nobody waited.
 */
export class QuestionsAsked {
  readonly #byKey = new Map<string, Promise<Asked>>();

  /** Gives the question that stands for `key`, or asks it. Calls with the same key take turns. */
  join(key: string, deliveries: Deliveries, ask: () => Promise<Asked>): Promise<Asked> {
    const earlier = this.#byKey.get(key);
    const asked = earlier
      ? earlier.then(async (question) => ((await isWaitedFor(question, deliveries)) ? question : ask()), ask)
      : ask();
    this.#byKey.set(key, asked);
    asked.catch(() => {
      if (this.#byKey.get(key) === asked) this.#byKey.delete(key);
    });
    return asked;
  }
}

async function isWaitedFor({ log, questionId }: Asked, deliveries: Deliveries): Promise<boolean> {
  await log.sync();
  if (log.question(questionId)?.question?.state === "Open") return true;
  const end = log.items.find(
    (item) =>
      (item.kind === "Response" && item.questionId === questionId) ||
      (item.kind === "System" && item.about === questionId),
  );
  return end !== undefined && !deliveries.has(log, end.seq);
}
