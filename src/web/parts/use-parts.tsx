import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { visibleText } from "../../components/visible-text.ts";

/** About how many elements one thing puts on the page at a time: as many as nobody waits for. */
export const PART_ELEMENTS = 2_000;
const PART_CHARACTERS = 50_000;

type PartsOptions = {
  /** What is counted: `rows`. */
  what: string;
  /** How many elements come at a time. */
  size?: number;
  /** Which one must be there although its turn has not come, if any. */
  needed?: number;
};

type Parts = { count: number; isShown(index: number): boolean; more: VNode | null };

/**
 * Shows long content a part at a time, so that no message can hold up the page: how many of the things are shown, and
 * a button for the next ones. `weights` has about how many elements each of them makes.
 */
export function useParts(
  weights: readonly number[],
  { what, size = PART_ELEMENTS, needed = -1 }: PartsOptions,
): Parts {
  const upTo = useSignal(size);
  // What was needed once stays: it is being mended, and must not go as soon as it is.
  const early = useRef(new Set<number>()).current;
  if (needed >= 0) early.add(needed);
  const count = fitting(weights, upTo.value);
  const isShown = (index: number) => index < count || early.has(index);
  const next = sum(weights, count) + size;
  function showMore(): void {
    upTo.value = next;
  }
  const more = (
    <More count={count} next={fitting(weights, next)} total={weights.length} what={what} onMore={showMore} />
  );
  return { count, isShown, more: weights.length > fitting(weights, size) ? more : null };
}

/** The same for one long text, whose characters are made visible. */
export function useLongText(text: string): { shown: string; more: VNode | null } {
  const upTo = useSignal(PART_CHARACTERS);
  const whole = useMemo(() => visibleText(text), [text]);
  if (whole.length <= PART_CHARACTERS) return { shown: whole, more: null };
  const shown = whole.slice(0, upTo.value).replace(/[\uD800-\uDBFF]$/, "");
  const more = (
    <More
      count={shown.length}
      next={Math.min(whole.length, upTo.value + PART_CHARACTERS)}
      total={whole.length}
      what="characters"
      onMore={() => {
        upTo.value += PART_CHARACTERS;
      }}
    />
  );
  return { shown, more };
}

type MoreProps = { count: number; next: number; total: number; what: string; onMore(): void };

function More({ count, next, total, what, onMore }: MoreProps) {
  const line = useRef<HTMLParagraphElement>(null);
  return (
    <p class="more" ref={line} tabIndex={-1}>
      {count < total && (
        <button
          type="button"
          class="button button-small"
          onClick={() => {
            onMore();
            // The button is about to go, and would take the keyboard's place with it.
            if (next >= total) line.current?.focus({ preventScroll: true });
          }}
        >
          Show {words(next - count)} more
        </button>
      )}
      <span class="quiet small">
        {count < total
          ? `${words(count)} of ${words(total)} ${what} shown`
          : `All ${words(total)} ${what} shown`}
      </span>
    </p>
  );
}

function words(count: number): string {
  return count.toLocaleString("en");
}

/** How many of the first fit; one does, whatever it weighs. */
function fitting(weights: readonly number[], room: number): number {
  let left = room;
  const tooMany = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return tooMany === -1 ? weights.length : Math.max(1, tooMany);
}

function sum(weights: readonly number[], count: number): number {
  return weights.slice(0, count).reduce((total, weight) => total + weight, 0);
}
