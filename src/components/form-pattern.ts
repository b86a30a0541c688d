import { type CharacterTest, type PatternNode, parsePattern } from "./pattern-syntax.ts";

/** Longest value that is matched against a pattern, in UTF-16 units. */
export const MAX_PATTERN_INPUT = 1_000;

/** Bounds the work: a match takes at most this many steps for each character of the value. */
const MAX_STATES = 1_000;

/** How many patterns are kept ready. */
const MAX_KEPT = 200;

/** A pattern that is ready to use, or what is wrong with it. */
export type Pattern =
  | {
      ok: true;
      matches(text: string): boolean;
      /** How many steps each character of a value may cost. */
      work: number;
    }
  | { ok: false; problem: string };

type State =
  | { kind: "character"; test: number; next: number }
  | { kind: "fork"; to: number[] }
  | { kind: "start" | "end"; next: number }
  | { kind: "matched" };

class PatternTooLarge extends Error {}

/** Lays a pattern out as states, from its end to its start, as Thompson's construction does. */
class Layout {
  readonly states: State[] = [{ kind: "matched" }];
  readonly tests: CharacterTest[] = [];
  work = 0;

  add(node: PatternNode, next: number): number {
    // Counted apart from the states: an empty group repeated a million times adds none.
    this.work += 1;
    if (this.work > MAX_STATES) throw new PatternTooLarge();
    switch (node.kind) {
      case "character":
        return this.push({ kind: "character", test: this.testIndex(node.test), next });
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

  private testIndex(test: CharacterTest): number {
    const known = this.tests.indexOf(test);
    return known >= 0 ? known : this.tests.push(test) - 1;
  }

  private push(state: State): number {
    return this.states.push(state) - 1;
  }
}

/** The states that a text can be in, followed all at once. */
class Run {
  readonly #states: readonly State[];
  readonly #tests: readonly CharacterTest[];
  readonly #reachedAt: Int32Array;
  #round = 0;

  constructor({ states, tests }: Layout) {
    this.#states = states;
    this.#tests = tests;
    this.#reachedAt = new Int32Array(states.length);
  }

  matches(entry: number, text: string): boolean {
    const characters = [...text];
    let current = this.#reach([entry], true, characters.length === 0);
    for (const [position, character] of characters.entries()) {
      current = this.#reach(this.#after(current, character), false, position + 1 === characters.length);
      if (current.length === 0) return false;
    }
    return current.includes(0);
  }

  #after(current: readonly number[], character: string): number[] {
    const known: (boolean | undefined)[] = [];
    const next: number[] = [];
    for (const index of current) {
      const state = this.#states[index];
      if (state?.kind !== "character") continue;
      known[state.test] ??= this.#tests[state.test]?.(character) ?? false;
      if (known[state.test]) next.push(state.next);
    }
    return next;
  }

  /** All states that can be reached from `open` without taking a character. */
  #reach(open: number[], isStart: boolean, isEnd: boolean): number[] {
    this.#round += 1;
    const reached: number[] = [];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const state = this.#states[index];
      if (!state || this.#reachedAt[index] === this.#round) continue;
      this.#reachedAt[index] = this.#round;
      reached.push(index);
      if (state.kind === "fork") for (const to of state.to) open.push(to);
      if ((state.kind === "start" && isStart) || (state.kind === "end" && isEnd)) open.push(state.next);
    }
    return reached;
  }
}

const kept = new Map<string, Pattern>();

/**
 * Makes a matcher for a whole value out of a form field's pattern. It follows all alternatives at once instead of
 * going back and trying again (Thompson 1968; https://swtch.com/~rsc/regexp/regexp1.html), so a hostile pattern such
 * as `(a+)+b`, which would hang JavaScript's own engine, costs no more than an honest one. In exchange there are no
 * look-arounds and no back-references. Never throws.
 */
export function compilePattern(source: string): Pattern {
  const known = kept.get(source);
  if (known) return known;
  const made = compile(source);
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(source, made);
  return made;
}

function compile(source: string): Pattern {
  const parsed = parsePattern(source);
  if (!parsed.ok) return parsed;
  const layout = new Layout();
  try {
    const entry = layout.add(parsed.node, 0);
    return {
      ok: true,
      work: layout.work,
      matches: (text) => text.length <= MAX_PATTERN_INPUT && new Run(layout).matches(entry, text),
    };
  } catch (error) {
    if (error instanceof PatternTooLarge) return { ok: false, problem: "its repetitions are too large" };
    throw error;
  }
}
