/** Clients cut a result near 8,000 characters; below this it arrives whole. */
export const MAX_CHARACTERS = 6_900;

const STEPS = [4_000, 2_000, 1_000, 500, 250, 120];

/** Text of at most `max` characters that says when something is missing. */
export function cutText(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "")}… [cut: ${text.length - max} more characters]`;
}

/** The first line of a text, short enough to stand in a sentence. */
export function firstLine(text: string, max: number): string {
  const line = text.trim().split(/\r?\n/, 1)[0]?.trim() ?? "";
  return line.length <= max
    ? line
    : `${line
        .slice(0, max - 1)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trimEnd()}…`;
}

export function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/**
 * A result that fits: its longest texts are cut, visibly, until it does, and `rest` is added, which says how to read
 * what is missing. What cannot be cut that way, such as a long list, goes as a whole.
 */
export function fitResult(result: Record<string, unknown>, rest: string): Record<string, unknown> {
  if (sizeOf(result) <= MAX_CHARACTERS) return result;
  for (const max of STEPS) {
    const shorter = { ...shortened(result, max), rest };
    if (sizeOf(shorter) <= MAX_CHARACTERS) return shorter;
  }
  const largest = Object.keys(result).reduce((one, other) =>
    sizeOf(result[other]) > sizeOf(result[one]) ? other : one,
  );
  return fitResult({ ...result, [largest]: "[left out: too long]" }, rest);
}

function shortened(record: Record<string, unknown>, max: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, shortenedValue(value, max)]),
  );
}

function shortenedValue(value: unknown, max: number): unknown {
  if (typeof value === "string") return cutText(value, max);
  if (Array.isArray(value)) return value.map((one) => shortenedValue(one, max));
  return typeof value === "object" && value !== null ? shortened({ ...value }, max) : value;
}
