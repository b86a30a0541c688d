import { type PatternNode, parsePattern } from "./pattern-syntax.ts";

/** Longest value that is matched against a pattern, in UTF-16 units. */
export const MAX_PATTERN_INPUT = 1_000;

/** Bounds the work: a match takes at most this many steps for each character of the value. */
const MAX_STATES = 1_000;

/** A pattern that is ready to use, or what is wrong with it. */
export type Pattern = { ok: true; matches(text: string): boolean } | { ok: false; problem: string };

type State =
  | { kind: "character"; test(character: string): boolean; next: number }
  | { kind: "fork"; to: number[] }
  | { kind: "start" | "end"; next: number }
  | { kind: "matched" };

class PatternTooLarge extends Error {}

/** Lays a pattern out as states, from its end to its start, as Thompson's construction does. */
class Layout {
  readonly states: State[] = [{ kind: "matched" }];
  private work = 0;

  add(node: PatternNode, next: number): number {
    // Counted apart from the states: an empty group repeated a million times adds none.
    this.work += 1;
    if (this.work > MAX_STATES) throw new PatternTooLarge();
    switch (node.kind) {
      case "character":
        return this.push({ kind: "character", test: node.test, next });
      case "start":
      case "end":
        return this.push({ kind: node.kind, next });
      case "sequence":
        return node.parts.reduceRight((after, part) => this.add(part, after), next);
      case "choice":
        return this.push({ kind: "fork", to: node.options.map((option) => this.add(option, next)) });
      case "repeat":
        return this.repeat(node, next);
    }
  }

  private repeat({ part, min, max }: PatternNode & { kind: "repeat" }, next: number): number {
    let entry = next;
    if (max === Number.POSITIVE_INFINITY) {
      const fork: number[] = [];
      entry = this.push({ kind: "fork", to: fork });
      fork.push(this.add(part, entry), next);
    } else {
      for (let extra = min; extra < max; extra += 1) {
        entry = this.push({ kind: "fork", to: [this.add(part, entry), next] });
      }
    }
    for (let copy = 0; copy < min; copy += 1) entry = this.add(part, entry);
    return entry;
  }

  private push(state: State): number {
    return this.states.push(state) - 1;
  }
}

/** All states that can be reached from `from` without taking a character. */
function reach(
  states: readonly State[],
  from: readonly number[],
  isStart: boolean,
  isEnd: boolean,
): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const state = states[index];
    if (reached.has(index) || !state) continue;
    reached.add(index);
    if (state.kind === "fork") open.push(...state.to);
    if ((state.kind === "start" && isStart) || (state.kind === "end" && isEnd)) open.push(state.next);
  }
  return reached;
}

function run(states: readonly State[], entry: number, text: string): boolean {
  const characters = [...text];
  let current = reach(states, [entry], true, characters.length === 0);
  for (const [position, character] of characters.entries()) {
    const next: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === "character" && state.test(character)) next.push(state.next);
    }
    current = reach(states, next, false, position + 1 === characters.length);
    if (current.size === 0) return false;
  }
  return current.has(0);
}

/**
 * Makes a matcher for a whole value out of a form field's pattern. It follows all alternatives at once instead of
 * going back and trying again (Thompson 1968; https://swtch.com/~rsc/regexp/regexp1.html), so a hostile pattern such
 * as `(a+)+b`, which would hang JavaScript's own engine, costs no more than an honest one. In exchange there are no
 * look-arounds and no back-references. Never throws.
 */
export function compilePattern(source: string): Pattern {
  const parsed = parsePattern(source);
  if (!parsed.ok) return parsed;
  const layout = new Layout();
  try {
    const entry = layout.add(parsed.node, 0);
    return {
      ok: true,
      matches: (text) => text.length <= MAX_PATTERN_INPUT && run(layout.states, entry, text),
    };
  } catch (error) {
    if (error instanceof PatternTooLarge) return { ok: false, problem: "its repetitions are too large" };
    throw error;
  }
}
