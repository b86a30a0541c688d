import { expect, test } from "bun:test";
import { quoted } from "../../src/upgrade/quoted.ts";

const TEXTS: [text: string, shown: string][] = [
  ['plain é 日 "x"', '"plain é 日 \\"x\\""'],
  ["\u001b[31m\u009b31m\n\u007f", String.raw`"\u001b[31m\u009b31m\n\u007f"`],
  ["a\u202egz\u2066\u200b\ufeff\u2028", String.raw`"a\u202egz\u2066\u200b\ufeff\u2028"`],
  ["\ud800\u{e0041}", String.raw`"\ud800\udb40\udc41"`],
  ["x".repeat(201), `"${"x".repeat(200)}…"`],
];

for (const [text, shown] of TEXTS) {
  test(`what a stranger says is shown as ${shown.slice(0, 40)}`, () => expect(quoted(text)).toBe(shown));
}
