import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { HiloopError } from "../../src/protocol/error.ts";
import { parseArguments } from "../../src/tools/parse-arguments.ts";

const Schema = v.strictObject({
  name: v.string(),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  tags: v.optional(v.array(v.string())),
  isOn: v.optional(v.boolean()),
  level: v.optional(v.picklist(["high", "low"])),
});

function problems(input: unknown): string[] {
  try {
    parseArguments("some_tool", Schema, input);
  } catch (error) {
    if (error instanceof HiloopError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe("what models write is understood", () => {
  test.each([
    [
      { name: "a", count: "12" },
      { name: "a", count: 12 },
    ],
    [
      { name: "a", count: " 7 " },
      { name: "a", count: 7 },
    ],
    [
      { name: "a", tags: '["x","y"]' },
      { name: "a", tags: ["x", "y"] },
    ],
    [
      { name: "a", isOn: "True" },
      { name: "a", isOn: true },
    ],
    [
      { name: "a", level: "High" },
      { name: "a", level: "high" },
    ],
    [{ name: "a", count: null, tags: "", level: null }, { name: "a" }],
    ['{"name":"a","count":2}', { name: "a", count: 2 }],
  ] as const)("%j", (input, expected) => {
    expect(parseArguments("some_tool", Schema, input)).toEqual(expected as never);
  });
});

describe("all problems are said at once, with their paths", () => {
  test("unknown, missing and mistyped arguments", () => {
    expect(problems({ nam: "a", size: 3, count: "many", tags: [1], isOn: "maybe", level: "top" })).toEqual([
      "nam, size: not known; the arguments are name, count, tags, isOn, level",
      "name: expected a string, got nothing",
      "count: expected a number, got a string",
      "tags[0]: expected a string, got a number",
      "isOn: expected true or false, got a string",
      "level: expected high or low",
    ]);
  });

  test.each([
    [undefined, ["name: expected a string, got nothing"]],
    [null, ["name: expected a string, got nothing"]],
    [[], [": expected an object, got a list"]],
    ["text", [": expected an object, got a string"]],
    [7, [": expected an object, got a number"]],
    [{ name: "a", count: 0 }, ["count: expected at least 1"]],
    [{ name: "a", count: 1.5 }, ["count: expected a whole number"]],
    [{ name: "a", tags: "x" }, ["tags: expected a list, got a string"]],
    [{ name: null }, ["name: expected a string, got null"]],
  ])("%j", (input, expected) => {
    expect(problems(input)).toEqual(expected);
  });

  test("the error names the tool and the next call", () => {
    expect(() => parseArguments("some_tool", Schema, {})).toThrow(
      "The arguments of some_tool are not valid.",
    );
  });
});
