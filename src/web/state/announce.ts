import { signal } from "@preact/signals";

/** What screen readers are told next; the page has one polite region for it. */
export const announcement = signal("");

export function announce(words: string): void {
  announcement.value = words;
}
