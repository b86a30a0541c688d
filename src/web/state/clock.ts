import { signal } from "@preact/signals";

/** From this difference on, times and ends of questions read wrong enough to say so. */
const WORTH_SAYING_MS = 2 * 60_000;

/** How far this computer's clock is ahead of the server's, behind it when negative; 0 while they agree well enough. */
export const clockAheadMs = signal(0);

/**
 * Compares the clocks by an answer's `Date` header. It is unsigned: good for advice, and nothing is decided by it. Only
 * what the time between asking and hearing cannot explain counts as a difference.
 */
export function compareClocks(headers: Headers, askedAt: number): void {
  const serverTime = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(serverTime)) return;
  const [ahead, behind] = [askedAt - serverTime, serverTime - Date.now()];
  const difference = ahead > 0 ? ahead : Math.min(0, -behind);
  clockAheadMs.value = Math.abs(difference) < WORTH_SAYING_MS ? 0 : difference;
}
