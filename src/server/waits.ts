import { HiloopError } from "../protocol/error.ts";
import { HeldWait, type ReadNews, type WaitOptions } from "./held-wait.ts";
import type { Presence } from "./presence.ts";

/** One timer ends all waits, to this precision: a timer for each would be much of what a wait costs. */
const TICK_MS = 50;
const RETRY_AFTER_SECONDS = 5;

/** The requests that wait for something to happen in a session. Nothing is delivered through them: a woken reader reads again. */
export class Waits {
  readonly #held = new Set<HeldWait>();
  readonly #bySession = new Map<string, Set<HeldWait>>();
  readonly #countByKey = new Map<string, number>();
  readonly #perKey: number;
  readonly #presence: Presence;
  readonly #timer = setInterval(() => this.#endOverdue(), TICK_MS);
  #stopping = false;
  /** Given to every wait, so it is one function for all of them. */
  readonly #leave = (wait: HeldWait): void => {
    if (!this.#held.delete(wait)) return;
    const { sessionId, keyId, isAgent, signal } = wait.options;
    signal.removeEventListener("abort", wait);
    const ofSession = this.#bySession.get(sessionId);
    ofSession?.delete(wait);
    if (ofSession?.size === 0) this.#bySession.delete(sessionId);
    const ofKey = (this.#countByKey.get(keyId) ?? 1) - 1;
    if (ofKey > 0) this.#countByKey.set(keyId, ofKey);
    else this.#countByKey.delete(keyId);
    if (isAgent) this.#presence.leave(sessionId);
  };

  constructor(perKey: number, presence: Presence) {
    this.#perKey = perKey;
    this.#presence = presence;
    this.#timer.unref();
  }

  get count(): number {
    return this.#held.size;
  }

  /**
   * Reads at first, and again whenever the session changes, until that gives an answer; at the latest when the
   * time is over, the client has gone or the server stops. Subscribes before it reads, so that nothing
   * falls in between. For one more than a key may hold there is only what is there at once, else `rate_limited`: a client that
   * goes on asking so still gets everything.
   */
  until(options: WaitOptions, read: ReadNews): Promise<Response> {
    if ((this.#countByKey.get(options.keyId) ?? 0) >= this.#perKey) return this.#atOnce(read);
    const wait = new HeldWait(options, read, this.#leave);
    this.#enter(wait);
    options.signal.addEventListener("abort", wait);
    if (options.signal.aborted || this.#stopping || options.timeoutMs <= 0) wait.end();
    else wait.wake();
    return wait.answer;
  }

  wake(sessionId: string): void {
    for (const wait of this.#bySession.get(sessionId) ?? []) wait.wake();
  }

  /** Wakes the waits of an identity that lost its access, and of guests whose link it made, so that they end with a refusal. */
  wakeKey(keyId: string): void {
    for (const wait of this.#held) {
      const { keyId: own, makerKeyId } = wait.options;
      if (own === keyId || makerKeyId === keyId) wait.wake();
    }
  }

  /** Lets every waiting request answer with what is there now. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#timer);
    for (const wait of this.#held) wait.end();
  }

  #endOverdue(): void {
    const now = performance.now();
    for (const wait of this.#held) if (wait.deadline <= now) wait.end();
  }

  async #atOnce(read: ReadNews): Promise<Response> {
    const answer = await read(false);
    if (answer) return answer;
    throw new HiloopError("rate_limited", `This key already holds ${this.#perKey} waits.`, {
      advice: `Ask again in ${RETRY_AFTER_SECONDS} seconds, or let one of them end first.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  #enter(wait: HeldWait): void {
    const { sessionId, keyId, isAgent } = wait.options;
    this.#held.add(wait);
    this.#countByKey.set(keyId, (this.#countByKey.get(keyId) ?? 0) + 1);
    const ofSession = this.#bySession.get(sessionId);
    if (ofSession) ofSession.add(wait);
    else this.#bySession.set(sessionId, new Set([wait]));
    if (isAgent) this.#presence.enter(sessionId);
  }
}
