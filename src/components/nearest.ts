const MAX_LENGTH = 40;

/** How many letters must be put in, left out or replaced to get from one word to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The candidate that was probably meant: one that begins alike, or differs in a few letters; else undefined. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().replaceAll(/[\s-]+/g, "_");
  if (wanted.length < 2 || wanted.length > MAX_LENGTH) return undefined;
  const [best] = candidates
    .map((candidate) => ({ candidate, steps: distance(wanted, candidate) }))
    .sort((one, other) => one.steps - other.steps);
  if (best && best.steps <= Math.max(1, Math.floor(wanted.length / 3))) return best.candidate;
  if (wanted.length < 4) return undefined;
  return candidates.find((candidate) => candidate.startsWith(wanted) || wanted.startsWith(candidate));
}
