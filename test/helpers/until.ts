const LOOK_EVERY_MS = 1;

/** Looks until there is something, and gives it; gives up loudly. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${look}`);
    await Bun.sleep(LOOK_EVERY_MS);
  }
}
