import { describe, expect, test } from "bun:test";
import { parseComponents } from "../../src/components/parse-components.ts";
import { exactly, fieldOf, formOf, issuesOf } from "./refusal.ts";

describe("form fields", () => {
  const options = ["a", "b"];
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, object, string, string | RegExp][] = [
    ["a select without options", { kind: "select" }, "options", /needs options$/],
    ["a text with options", { options }, "options", "a text field has no options"],
    ["an option twice", { kind: "select", options: ["a", { value: "a", label: "A" }] }, "options[1]", "this option stands here twice"],
    ["a checkbox with a bound", { kind: "checkbox", min: 1 }, "min", "a checkbox field has no bounds"],
    ["a date with a number as bound", { kind: "date", min: 1 }, "min", "expected a date such as 2026-02-28"],
    ["a day that does not exist", { kind: "date", max: "2026-02-30" }, "max", "expected a date such as 2026-02-28"],
    ["half a length", { min: 1.5 }, "min", "expected a whole number, 0 or more"],
    ["bounds the wrong way round", { kind: "number", min: 2, max: 1 }, "max", "expected at least as much as min"],
    ["a pattern on a number", { kind: "number", pattern: "1" }, "pattern", "a number field has no pattern"],
    ["a broken pattern", { pattern: "(" }, "pattern", "this pattern cannot be used: it is not a regular expression"],
    ["a look-ahead", { pattern: "(?=a)a" }, "pattern", /look-arounds/],
    ["a pattern that explodes", { pattern: "((a{99}){99}){99}" }, "pattern", /repetitions are too large$/],
    ["a default of another kind", { kind: "number", default: "5" }, "default", "expected a number"],
    ["a default that is no option", { kind: "select", options, default: "c" }, "default", "expected a or b"],
    ["a default file", { kind: "file", default: "x" }, "default", "a file field has no default"],
    ["a condition on itself", { show_if: { field: "a", equals: "x" } }, "show_if.field", /earlier field/],
  ];
  test.each(cases)("%s is refused", (_name, more, at, message) => {
    const found = issuesOf(formOf(fieldOf(more)));
    expect(found.map((issue) => issue.path)).toEqual([`components[0].data.fields[0].${at}`]);
    expect(found[0]?.message).toMatch(exactly(message));
  });

  test("a condition on a later field, or one that can never hold, is refused", () => {
    const choice = fieldOf({ name: "b", kind: "select", options });
    const later = issuesOf(formOf(fieldOf({ show_if: { field: "b", equals: "a" } }), choice));
    expect(later.map((issue) => issue.path)).toEqual(["components[0].data.fields[0].show_if.field"]);
    const never = issuesOf(formOf(choice, fieldOf({ show_if: { field: "b", equals: "z" } })));
    expect(never.map((issue) => issue.path)).toEqual(["components[0].data.fields[1].show_if.equals"]);
  });

  test("an empty default in a required field is accepted", () => {
    expect(parseComponents(formOf(fieldOf({ required: true, default: "" })))).toHaveLength(1);
  });

  test("patterns that are too much work together are refused, over all forms of a message, and honest ones are not", () => {
    const named = (pattern: string, count: number, start = "f") =>
      Array.from({ length: count }, (_, index) => fieldOf({ name: `${start}${index}`, pattern }));
    const uuid = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}";
    expect(parseComponents(formOf(...named(uuid, 100)))).toHaveLength(1);
    const costly = "(a{0,45}){20}b";
    const found = issuesOf([formOf(...named(costly, 9)), formOf(...named(costly, 9, "g"))]);
    expect(found).toEqual([
      {
        path: "components[1].data.fields[1].pattern",
        message:
          "the patterns of this message are too much work together; use fewer, with shorter repetitions",
      },
    ]);
  });
});
