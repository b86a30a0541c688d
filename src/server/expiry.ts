import { timestamp } from "../protocol/primitives.ts";
import type { QuestionStore } from "../store/contract-sessions.ts";

const LONGEST_TIMER_MS = 60 * 60 * 1000;
const RETRY_MS = 5000;

/** Ends questions when their time is over: by a timer, and before every read in case the timer is late. */
export class Expiry {
  readonly #questions: QuestionStore;
  readonly #clock: () => number;
  readonly #onError: (thrown: unknown) => void;
  #next: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(questions: QuestionStore, clock: () => number, onError: (thrown: unknown) => void) {
    this.#questions = questions;
    this.#clock = clock;
    this.#onError = onError;
  }

  async start(): Promise<void> {
    this.#next = await this.#questions.nextUntil();
    await this.settle();
    this.#arm();
  }

  /** A question was opened that ends at `until`. */
  watch(until: string): void {
    if (this.#next !== undefined && this.#next <= until) return;
    this.#next = until;
    this.#arm();
  }

  /** Expires what is due; costs nothing when nothing is. A failing disk only delays it: reading goes on. */
  async settle(): Promise<void> {
    const now = timestamp(this.#clock());
    if (this.#next === undefined || this.#next > now) return;
    try {
      await this.#questions.expireDue(now);
      this.#next = await this.#questions.nextUntil();
      this.#arm();
    } catch (thrown) {
      this.#onError(thrown);
      this.#arm(RETRY_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(leastMs = 0): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#next === undefined) return;
    const delay = Math.max(leastMs, Date.parse(this.#next) - this.#clock());
    this.#timer = setTimeout(() => this.#onTime(), Math.min(LONGEST_TIMER_MS, delay));
    this.#timer.unref();
  }

  async #onTime(): Promise<void> {
    if (this.#next !== undefined && this.#next > timestamp(this.#clock())) this.#arm();
    else await this.settle();
  }
}
