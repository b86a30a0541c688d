/** A question that was asked for a call. `at`: when a call last asked or waited for it (milliseconds). */
export type Asked = { sessionId: string; questionId: string; at: number };

/** What this home keeps of questions between processes. Nothing here throws: a question goes before its record. */
export type AskRecords = {
  /** Notes a question of this process, before it is sent and whenever a call has waited for it. */
  keep(key: string, asked: Asked): void;
  /** Gives the newest question under `key` whose process is gone, to one caller alone: it is this process's from then on. */
  take(key: string): Asked | undefined;
  /** Notes, on disk before this returns, that the end of a question is handed over. */
  handOver(questionId: string): void;
  /** Takes the record of a question away that never came to stand. */
  forget(questionId: string): void;
  /** The newest question under `key` that was handed over. */
  handedOver(key: string): Asked | undefined;
};

type Entry = Asked & { isWaitedFor: boolean; isHandedOver: boolean };

/** As long as asking the same again may mean the question that stands. */
export const JOINED_WITHIN_MS = 60 * 60 * 1000;

/**
 * The questions of `ask_human`, so that a call which repeats one goes on waiting for it instead of asking twice. A question
 * serves one call at a time, and its end is handed over once: one approval must not serve two askers.
 */
export class QuestionsAsked {
  readonly #byKey = new Map<string, Entry[]>();
  readonly #announced = new Set<string>();
  readonly #records: () => Promise<AskRecords | undefined>;

  constructor(records: () => Promise<AskRecords | undefined> = async () => undefined) {
    this.#records = records;
  }

  /** A question under `key` that nobody waits for now; the caller does from here on. `isOfAnother`: a process that is gone asked it. */
  async join(key: string): Promise<{ asked: Asked; isOfAnother: boolean } | undefined> {
    const own = this.#entries(key).find((entry) => !entry.isWaitedFor && !entry.isHandedOver);
    if (own) {
      own.isWaitedFor = true;
      return { asked: own, isOfAnother: false };
    }
    const taken = (await this.#records())?.take(key);
    return taken && { asked: this.#add(key, taken), isOfAnother: true };
  }

  /** Notes a question that is about to be sent; its caller waits for it. */
  async begin(key: string, asked: Asked): Promise<void> {
    this.#add(key, asked);
    (await this.#records())?.keep(key, asked);
  }

  /** The caller stopped waiting: the next call with this key may take its place. */
  async release(key: string, questionId: string): Promise<void> {
    const entry = this.#entries(key).find((candidate) => candidate.questionId === questionId);
    if (!entry) return;
    entry.isWaitedFor = false;
    entry.at = Date.now();
    if (!entry.isHandedOver) (await this.#records())?.keep(key, entry);
  }

  /** The end of a question is about to be given, by whichever tool: no later call joins it. */
  async handOver(questionId: string): Promise<void> {
    for (const entries of this.#byKey.values()) {
      const entry = entries.find((candidate) => candidate.questionId === questionId);
      if (entry) entry.isHandedOver = true;
    }
    (await this.#records())?.handOver(questionId);
  }

  /** A question that was noted never came to stand, so that nothing can become of it. */
  async forget(key: string, questionId: string): Promise<void> {
    const others = this.#entries(key).filter((entry) => entry.questionId !== questionId);
    this.#byKey.set(key, others);
    (await this.#records())?.forget(questionId);
  }

  /** Whether this process has brought a question before a person, and told its caller what came of that. */
  isAnnounced(questionId: string): boolean {
    return this.#announced.has(questionId);
  }

  noteAnnounced(questionId: string): void {
    this.#announced.add(questionId);
  }

  /** The latest question under `key` whose end was handed over within the hour. */
  async earlier(key: string): Promise<Asked | undefined> {
    const own = this.#entries(key).findLast((entry) => entry.isHandedOver);
    return own ?? (await this.#records())?.handedOver(key);
  }

  #add(key: string, asked: Asked): Entry {
    const entry = { ...asked, isWaitedFor: true, isHandedOver: false };
    this.#byKey.set(key, [...this.#entries(key), entry]);
    return entry;
  }

  #entries(key: string): Entry[] {
    const oldest = Date.now() - JOINED_WITHIN_MS;
    const standing = (this.#byKey.get(key) ?? []).filter((entry) => entry.isWaitedFor || entry.at >= oldest);
    this.#byKey.set(key, standing);
    return standing;
  }
}
