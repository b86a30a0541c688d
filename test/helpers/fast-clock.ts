import { jest } from "bun:test";

const STEP_MS = 250;
const LONGEST_MS = 2 * 60 * 60_000;
/** The real one: the clock of a test may stop the runtime's own. */
const soon = setImmediate;

/** Lets time pass until a promise settles, by running timers and the date ahead. Disposed, the clock is real again. */
export function fastClock() {
  jest.useFakeTimers();
  const begunAt = Date.now();
  let busy = 0;
  return {
    /** How much time has passed on it. */
    passedMs: () => Date.now() - begunAt,
    /** Does something real, for which the clock stands still. */
    async meanwhile<Value>(work: () => Promise<Value>): Promise<Value> {
      busy++;
      return await work().finally(() => {
        busy--;
      });
    },
    async until<Value>(promise: Promise<Value>): Promise<Value> {
      let isSettled = false;
      const settled = () => {
        isSettled = true;
      };
      promise.then(settled, settled);
      while (!isSettled) {
        if (Date.now() - begunAt > LONGEST_MS) throw new Error("it did not end within two hours");
        if (busy === 0) jest.advanceTimersByTime(STEP_MS);
        await new Promise<void>((resolve) => soon(() => resolve()));
      }
      return promise;
    },
    [Symbol.dispose]: () => {
      jest.useRealTimers();
    },
  };
}
