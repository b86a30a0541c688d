import { expect, test } from "bun:test";
import { COMPONENTS } from "../../src/components/all.ts";
import { checkAnswer, isInteractive, isNegative } from "../../src/components/answer.ts";
import { attachmentIds } from "../../src/components/attachment-ids.ts";
import { FIELD_KINDS } from "../../src/components/form-field.ts";
import { parseComponents } from "../../src/components/parse-components.ts";
import { questionAsks } from "../../src/components/question.ts";
import { readComponents } from "../../src/components/read-components.ts";
import { componentsToText } from "../../src/components/to-text.ts";
import { HiloopError } from "../../src/protocol/error.ts";

const ROUNDS = 4_000;
const NAMES = ["type", "data", "children", "fields", "buttons", "questions", "options", "name", "label", "action", "kind", "id", "value", "min", "max", "pattern", "default", "show_if", "field", "equals", "confirm", "rating", "rows", "headers", "__proto__", "constructor"]; // biome-ignore format: one list
const STRINGS = [
  "",
  "a",
  "rating",
  "confirm",
  "__proto__",
  "2026-02-28",
  "(a+)+$",
  "[",
  "x".repeat(2_000),
  "\u202E",
  "\uD800",
];

/** Numbers that are the same on every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Maker {
  constructor(private readonly random: () => number) {}

  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item | undefined {
    return items[Math.floor(this.random() * items.length)];
  }

  value(depth: number): unknown {
    const size = Math.floor(this.random() * 4);
    const kind = this.pick(
      depth > 0 ? ["list", "object", "text", "number", "other"] : ["text", "number", "other"],
    );
    if (kind === "list") return Array.from({ length: size }, () => this.value(depth - 1));
    if (kind === "object")
      return this.record(Array.from({ length: size }, () => [this.pick(NAMES), this.value(depth - 1)]));
    if (kind === "number") return this.pick([0, 1, -1, 2.5, 1e308, Number.NaN]);
    return kind === "text" ? this.pick(STRINGS) : this.pick([null, true, false, undefined]);
  }

  /** Own keys, as JSON gives them, even `__proto__`. */
  private record(entries: [string | undefined, unknown][]): unknown {
    return JSON.parse(
      `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? null}`).join(",")}}`,
    );
  }

  /** A valid example with a few things in it replaced, dropped or added. */
  spoiled(value: unknown): unknown {
    if (this.random() < 0.06) return this.value(2);
    if (Array.isArray(value))
      return value.flatMap((item) => this.pick([[this.spoiled(item)], [item], [item, item], []]) ?? []);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
      this.random() < 0.04
        ? []
        : [[name, name === "kind" && this.random() < 0.5 ? this.pick(FIELD_KINDS) : this.spoiled(inner)]],
    );
    if (this.random() < 0.05) entries.push([this.pick(NAMES) ?? "", this.value(1)]);
    return Object.fromEntries(entries);
  }

  components(): unknown {
    return Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => {
      const component = this.pick(COMPONENTS);
      const node = {
        type: component?.type,
        data: this.random() < 0.5 ? this.spoiled(component?.example) : component?.example,
      };
      return this.random() < 0.2 ? { ...node, children: this.components() } : node;
    });
  }

  /** An answer that often fits: a right action, and for each name a value that some field takes. */
  answer(components: unknown): unknown {
    if (this.random() < 0.1) return this.value(3);
    const { buttons, values } = questionAsks(components);
    const given = values.filter(() => this.random() < 0.9).map(({ name }) => [name, this.likelyValue()]);
    const action = this.pick(["nope", ...buttons.map((button) => button.action)]);
    return { action, values: Object.fromEntries(given), text: this.pick(["Because.", 5, undefined]) };
  }

  private likelyValue(): unknown {
    return this.random() < 0.1 ? this.value(1) : this.pick(["production", "staging", "eu", "OPS-1", 3, 1]);
  }
}

test("whatever a sender sends is accepted, or refused as invalid input", () => {
  const maker = new Maker(seeded(20_261_122));
  const outcomes = { accepted: 0, refused: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const input = round % 4 === 0 ? maker.value(5) : maker.components();
    try {
      const nodes = parseComponents(round % 3 === 0 ? JSON.stringify(input) : input);
      expect(JSON.stringify(readComponents(nodes))).not.toContain('"known":false');
      outcomes.accepted += 1;
    } catch (error) {
      if (!(error instanceof HiloopError)) throw error;
      expect(error.code).toBe("invalid_input");
      expect(error.issues.length).toBeGreaterThan(0);
      outcomes.refused += 1;
    }
  }
  expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(ROUNDS / 50);
});

test("whatever a reader receives is read, printed and checked without an error", () => {
  const maker = new Maker(seeded(7));
  const outcomes = { fits: 0, problems: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const input = round % 4 === 0 ? maker.value(5) : maker.components();
    const nodes = readComponents(input);
    expect(componentsToText(nodes)).toBe(componentsToText(input));
    expect(Array.isArray(attachmentIds(input))).toBe(true);
    expect(typeof isNegative(input, "approve")).toBe("boolean");
    const problems = checkAnswer(input, maker.answer(input));
    if (isInteractive(input)) outcomes[problems.length === 0 ? "fits" : "problems"] += 1;
  }
  expect(Math.min(outcomes.fits, outcomes.problems)).toBeGreaterThan(ROUNDS / 50);
});
