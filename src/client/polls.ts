import { type HiloopError, toHiloopError } from "../protocol/error.ts";
import { SILENT, within } from "./answer-limits.ts";
import { pause } from "./connection.ts";
import { cancelled } from "./http.ts";
import type { SessionLog, SyncOptions } from "./session-log.ts";
import { unreachable } from "./unreachable.ts";

/** The server holds one request for at most this long. */
const POLL_SECONDS = 50;
const QUICK_MS = 250;
const PAUSE_MS = 500;
/** Between polls while the server refuses to hold a request, or is away. */
const SHORT_POLL_MS = 3_000;
const LONGEST_POLL_PAUSE_MS = 10_000;
/** After so many short polls a held one is tried again. */
const SHORT_POLLS = 8;
/** What an answer that was sent in time may be late; a single look may take as long as a slow line needs. */
const GRACE_MS = 5_000;
const LOOK_MS = 10_000;
/** No poll takes that long; a timer of more than 24 days would end at once. */
const LONGEST_POLL_MS = 10 * 60_000;

type PollOptions = {
  questionId?: string;
  waitSeconds: number;
  signal?: AbortSignal | undefined;
  /** Told once when the server cannot be asked; the wait goes on. */
  onTrouble?: (trouble: string) => void;
};

/** The requests of one wait. None of them takes longer than the wait has left. */
export class Polls {
  /** Why the last request gave nothing. */
  trouble: HiloopError | undefined;
  readonly #log: SessionLog;
  readonly #options: PollOptions;
  readonly #deadline: number;
  #shortPolls = 0;

  constructor(log: SessionLog, options: PollOptions) {
    this.#log = log;
    this.#options = options;
    this.#deadline = Date.now() + options.waitSeconds * 1000;
  }

  get leftMs(): number {
    return Math.max(0, this.#deadline - Date.now());
  }

  /** Reads what there is. */
  async look(): Promise<void> {
    this.#tell(await this.#ask({ waitSeconds: 0 }, LOOK_MS));
  }

  /** One held request, or a short one and a pause. A server that answers a wait at once with nothing is not asked again at once. */
  async poll(): Promise<void> {
    const held = this.#shortPolls === 0 ? Math.min(Math.ceil(this.leftMs / 1000), POLL_SECONDS) : 0;
    const limitMs = Math.min(Math.max(this.leftMs + GRACE_MS, LOOK_MS), LONGEST_POLL_MS);
    const start = Date.now();
    const { lastSeq } = this.#log;
    const { questionId } = this.#options;
    const question = questionId ? { questionId } : {};
    let refusal = await this.#ask({ waitSeconds: held, ...question }, limitMs);
    if (refusal?.code === "rate_limited") this.#shortPolls = SHORT_POLLS;
    else if (this.#shortPolls > 0) this.#shortPolls -= 1;
    if (refusal?.code === "rate_limited" && held > 0)
      refusal = await this.#ask({ waitSeconds: 0, ...question }, limitMs);
    this.#tell(refusal);
    // What came may have been taken over by another call's sync, a moment before.
    if (this.#log.lastSeq !== lastSeq) return;
    const isShort = refusal !== undefined || this.#shortPolls > 0;
    const quickMs = Date.now() - start < QUICK_MS ? PAUSE_MS : 0;
    const pauseMs = isShort ? pauseAfter(refusal) : quickMs;
    await pause(Math.min(pauseMs, this.leftMs), this.#options.signal);
  }

  /** Gives the error when the server could not be asked, or refused for now; throws every other one. */
  async #ask(options: SyncOptions, limitMs: number): Promise<HiloopError | undefined> {
    const { signal: outer } = this.#options;
    try {
      const sync = (signal: AbortSignal) => this.#log.sync({ ...options, signal });
      await within(limitMs, outer, sync);
      return undefined;
    } catch (thrown) {
      if (outer?.aborted) throw cancelled();
      const isSilent = thrown instanceof Error && thrown.name === SILENT;
      const error = isSilent ? unreachable(this.#log.member.http.baseUrl, thrown) : toHiloopError(thrown);
      if (error.code === "unavailable" || error.code === "rate_limited") return error;
      throw error;
    }
  }

  #tell(refusal: HiloopError | undefined): void {
    if (refusal && !this.trouble) this.#options.onTrouble?.(refusal.message);
    this.trouble = refusal;
  }
}

/** As the server asked for, within reason: one that says 0 would be asked without a pause. */
function pauseAfter(refusal: HiloopError | undefined): number {
  const wantedMs = (refusal?.retryAfterSeconds ?? 0) * 1000;
  return Math.min(Math.max(wantedMs, SHORT_POLL_MS), LONGEST_POLL_PAUSE_MS);
}
