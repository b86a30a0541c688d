import { MAX_CHARACTERS, sizeOf } from "./fit.ts";

/** How many of the items fit into one result besides what else it holds; at least one. */
export function countThatFits(items: readonly unknown[], besides: unknown): number {
  let left = MAX_CHARACTERS - sizeOf(besides) - 100;
  const tooMany = items.findIndex((item) => {
    left -= sizeOf(item) + 1;
    return left < 0;
  });
  return tooMany === -1 ? items.length : Math.max(1, tooMany);
}

type Page<Item> = { items: Item[]; nextCursor: string | null };

/**
 * Fetches a page and shows it within one result. The server's cursors stand behind whole pages, so when not all of
 * it fits the page is fetched again, shorter.
 */
export async function fetchPage<Item>(
  fetch: (limit: number) => Promise<Page<Item>>,
  show: (item: Item) => unknown,
  limit: number,
): Promise<{ shown: unknown[]; nextCursor: string | null }> {
  const page = await fetch(limit);
  // A server that always gives more than was asked for would be asked without end.
  const shown = page.items.slice(0, limit).map(show);
  const fitting = countThatFits(shown, {});
  if (fitting === shown.length) return { shown, nextCursor: page.nextCursor };
  return fetchPage(fetch, show, fitting);
}
