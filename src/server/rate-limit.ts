const MINUTE_MS = 60_000;

/** Counts what each key did in the running minute, or in another span of time. */
export class RateLimit {
  readonly #most: number;
  readonly #clock: () => number;
  readonly #spanMs: number;
  #span = 0;
  #counts = new Map<string, number>();

  constructor(most: number, clock: () => number, spanMs = MINUTE_MS) {
    this.#most = most;
    this.#clock = clock;
    this.#spanMs = spanMs;
  }

  /** Counts one, or more; when that is too many, gives the seconds until the next span. */
  take(key: string, more = 1): number | undefined {
    const now = this.#clock();
    const span = Math.floor(now / this.#spanMs);
    if (span !== this.#span) {
      this.#span = span;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(key) ?? 0) + more;
    this.#counts.set(key, count);
    return count > this.#most ? Math.max(1, Math.ceil(((span + 1) * this.#spanMs - now) / 1000)) : undefined;
  }
}
