const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/** Waits for a signal that asks the process to end; `received` gives the exit code it calls for. */
export function firstSignal(): { received: Promise<number>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<number>();
  const listener = (signal: (typeof SIGNALS)[number]) => resolve(EXIT_CODES[signal]);
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    received: promise,
    stop() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
