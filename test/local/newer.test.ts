import { expect, test } from "bun:test";
import { isNewer } from "../../src/local/newer.ts";

const PAIRS: [left: string, right: string, expected: boolean][] = [
  ["0.2.0", "0.1.9", true],
  ["0.1.10", "0.1.9", true],
  ["1.0.0", "0.99.99", true],
  ["0.1.0", "0.1.0", false],
  ["0.1.0", "0.2.0", false],
  ["0.0.0-source", "0.1.0", false],
  ["0.1.0", "unknown", true],
];

for (const [left, right, expected] of PAIRS) {
  test(`${left} is ${expected ? "" : "not "}newer than ${right}`, () => {
    expect(isNewer(left, right)).toBe(expected);
  });
}
