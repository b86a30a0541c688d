import { describe, expect, test } from "bun:test";
import { fieldOf, formOf, issuesOf } from "./refusal.ts";

const APPROVE = { label: "Approve", action: "approve", variant: "primary" };

describe("names within one message", () => {
  const buttons = (...actions: string[]): unknown => ({
    type: "button_group",
    data: { buttons: actions.map((action) => ({ ...APPROVE, action })) },
  });
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, string][] = [
    ["an action twice in a group", buttons("a", "a"), "components[0].data.buttons[1].action"],
    ["an action in two groups", [buttons("a"), { type: "card", children: [buttons("b", "a")] }], "components[1].children[0].data.buttons[1].action"],
    ["a field twice in a form", formOf(fieldOf({}), fieldOf({})), "components[0].data.fields[1].name"],
    ["a field in two forms", [formOf(fieldOf({})), formOf(fieldOf({}))], "components[1].data.fields[0].name"],
    ["a question twice", { type: "qa", data: { questions: [{ id: "q", question: "?" }, { id: "q", question: "!" }] } }, "components[0].data.questions[1].id"],
    ["a question named like a field", [formOf(fieldOf({})), { type: "qa", data: { questions: [{ id: "a", question: "?" }] } }], "components[1].data.questions[0].id"],
    ["two ratings", [{ type: "rating" }, { type: "rating" }], "components[1].data"],
    ["a field named like the typed word", [formOf(fieldOf({ name: "confirm" })), { type: "button_group", data: { buttons: [{ ...APPROVE, confirm: "YES" }] } }], "components[0].data.fields[0].name"],
  ];
  test.each(cases)("%s is refused", (_name, input, path) => {
    expect(issuesOf(input).map((issue) => issue.path)).toEqual([path]);
  });

  test("names that every object inherits are refused", () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      expect(issuesOf(formOf(fieldOf({ name })))[0]).toEqual({
        path: "components[0].data.fields[0].name",
        message: "this name is reserved; choose another",
      });
    }
  });

  test("a prototype key in the JSON is an unknown field and pollutes nothing", () => {
    const found = issuesOf(
      '[{"type":"text","__proto__":{"x":1},"data":{"content":"x","__proto__":{"polluted":1},"constructor":2}}]',
    );
    expect(found.map((issue) => issue.path)).toEqual([
      "components[0].__proto__",
      "components[0].data.__proto__",
      "components[0].data.constructor",
    ]);
    expect("polluted" in {}).toBe(false);
  });
});
