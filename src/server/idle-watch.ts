import type { Activity, ServerOptions } from "./server-options.ts";

/** Calls `onIdle` once nobody has used the server for `idleMs`: no request, no wait, no page, no open question. */
export class IdleWatch {
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  readonly #clock: () => number;
  #usedAt: number;

  constructor({ idleMs, onIdle, clock = Date.now }: ServerOptions, activity: () => Activity) {
    this.#clock = clock;
    this.#usedAt = clock();
    if (idleMs === undefined || !onIdle) return;
    this.#timer = setInterval(
      () => {
        const { waits, streams, openQuestions } = activity();
        if (waits + streams + openQuestions > 0) this.touch();
        if (clock() - this.#usedAt < idleMs) return;
        this.stop();
        onIdle();
      },
      Math.max(10, Math.min(30_000, idleMs / 10)),
    );
    this.#timer.unref();
  }

  touch(): void {
    this.#usedAt = this.#clock();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
