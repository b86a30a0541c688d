const MINUTE_MS = 60_000;

/** Counts what each key did in the running minute. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: () => number;
  #minute = 0;
  #counts = new Map<string, number>();

  constructor(perMinute: number, clock: () => number) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** Counts one; when that is too many, gives the seconds until the next minute. */
  take(key: string): number | undefined {
    const now = this.#clock();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count > this.#perMinute
      ? Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000))
      : undefined;
  }
}
