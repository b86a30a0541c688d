import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { AnswerSchema, checkAnswer, isInteractive, isNegative } from "../../src/components/answer.ts";
import { fieldOf, formOf } from "./refusal.ts";

const TEXT = { type: "text", data: { content: "12 new features" } };
const DEPLOY = [
  TEXT,
  {
    type: "button_group",
    data: {
      buttons: [
        { label: "Approve", action: "approve", variant: "primary" },
        { label: "Reject", action: "reject", variant: "danger" },
      ],
    },
  },
];

function buttons(...more: object[]): object {
  return {
    type: "button_group",
    data: { buttons: more.map((one) => ({ label: "Go", action: "go", ...one })) },
  };
}

function paths(components: unknown, answer: unknown): string[] {
  return checkAnswer(components, answer).map((issue) => issue.path);
}

describe("the worked example", () => {
  test("takes its two actions, with or without a comment", () => {
    for (const action of ["approve", "reject"]) {
      expect(checkAnswer(DEPLOY, { action })).toEqual([]);
      expect(checkAnswer(DEPLOY, { action, text: "Because." })).toEqual([]);
    }
  });

  test("takes no other action and no action at all", () => {
    for (const answer of [
      { action: "Approve" },
      { action: "submit" },
      { action: "__proto__" },
      { text: "yes" },
      {},
    ]) {
      expect(checkAnswer(DEPLOY, answer)).toEqual([
        { path: "action", message: "expected approve or reject" },
      ]);
    }
  });

  test("takes no value", () => {
    expect(checkAnswer(DEPLOY, { action: "approve", values: { force: true } })).toEqual([
      { path: "values.force", message: "the question asks for no such value" },
    ]);
  });
});

describe("an answer of the wrong form", () => {
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, string[]][] = [
    ["null", null, [""]],
    ["a string", "approve", [""]],
    ["a list", ["approve"], [""]],
    ["an empty list", [], [""]],
    ["an action that is no string", { action: ["approve"] }, ["action"]],
    ["values that are a list", { action: "approve", values: [] }, ["values"]],
    ["values that are null", { action: "approve", values: null }, ["values"]],
    ["an unknown member", { action: "approve", from: "the boss" }, ["from"]],
    ["several at once", { action: 1, text: 2 }, ["action", "text"]],
    ["an endless text", { action: "approve", text: "x".repeat(100_001) }, ["text"]],
    ["a prototype as a value", JSON.parse('{"action":"approve","values":{"__proto__":{"x":1}}}'), ["values"]],
    ["a constructor as a value", { action: "approve", values: { constructor: 1 } }, ["values"]],
  ];
  test.each(cases)("%s is refused", (_name, answer, expected) => {
    expect(paths(DEPLOY, answer)).toEqual(expected);
  });

  test("an answer as the schema gives it is plain", () => {
    expect(v.parse(AnswerSchema, { action: "a", values: { n: 1 } })).toEqual({
      action: "a",
      values: { n: 1 },
    });
  });
});

describe("a question without interactive components", () => {
  test("takes any text and nothing else", () => {
    expect(isInteractive([TEXT])).toBe(false);
    expect(paths([TEXT], { text: "Fine by me." })).toEqual([]);
    expect(paths([], { text: "Fine by me." })).toEqual([]);
    expect(paths(undefined, { text: "  " })).toEqual(["text"]);
    expect(paths([TEXT], {})).toEqual(["text"]);
    expect(paths([TEXT], { action: "approve", values: { a: 1 }, text: "x" })).toEqual(["action", "values.a"]);
  });

  test("a button that cannot be understood is no button", () => {
    const broken = [
      { type: "button_group", data: { buttons: [{ label: "Go", action: "go", launch: true }] } },
    ];
    expect(isInteractive(broken)).toBe(false);
    expect(paths(broken, { action: "go" })).toEqual(["action", "text"]);
  });
});

describe("buttons", () => {
  test("are found wherever they stand", () => {
    const deep = [{ type: "card", children: [{ type: "group", children: [DEPLOY[1]] }] }];
    expect(isInteractive(deep)).toBe(true);
    expect(paths(deep, { action: "approve" })).toEqual([]);
  });

  test("say whether a comment comes along", () => {
    const question = [buttons({ action: "must", comment: "required" }, { action: "never", comment: "none" })];
    expect(paths(question, { action: "must", text: "Because." })).toEqual([]);
    expect(paths(question, { action: "must", text: " " })).toEqual(["text"]);
    expect(paths(question, { action: "must" })).toEqual(["text"]);
    expect(paths(question, { action: "never" })).toEqual([]);
    expect(paths(question, { action: "never", text: "but" })).toEqual(["text"]);
  });

  test("count only with the word that they ask for", () => {
    const question = [
      buttons({ action: "delete", confirm: "DELETE", variant: "danger" }, { action: "keep" }),
    ];
    expect(paths(question, { action: "delete", values: { confirm: "DELETE" } })).toEqual([]);
    for (const confirm of ["delete", "DELETE ", true, undefined]) {
      expect(paths(question, { action: "delete", values: { confirm } })).toEqual(["values.confirm"]);
    }
    expect(paths(question, { action: "delete" })).toEqual(["values.confirm"]);
    expect(paths(question, { action: "keep", values: { confirm: "DELETE" } })).toEqual(["values.confirm"]);
  });

  test("are negative when marked so or named so", () => {
    const question = [buttons({ action: "stop", variant: "danger" }, { action: "Deny" }, { action: "go" })];
    expect(isNegative(question, "stop")).toBe(true);
    expect(isNegative(question, "Deny")).toBe(true);
    expect(isNegative(question, "go")).toBe(false);
    expect(
      ["reject", "deny", "no", "cancel", "decline"].map((action) => isNegative([], action)),
    ).not.toContain(false);
    expect(isNegative([], "submit")).toBe(false);
    expect(isNegative(DEPLOY, "approve")).toBe(false);
  });
});

describe("a form", () => {
  const required = formOf(fieldOf({ name: "env", required: true }), fieldOf({ name: "note" }));

  test("alone is submitted with the action submit", () => {
    expect(paths([required], { action: "submit", values: { env: "eu" } })).toEqual([]);
    expect(paths([required], { values: { env: "eu" } })).toEqual(["action"]);
    expect(paths([required], { action: "submit" })).toEqual(["values.env"]);
    expect(paths([required], { action: "submit", values: { env: " ", more: 1 } })).toEqual([
      "values.env",
      "values.more",
    ]);
  });

  test("beside buttons is submitted by them", () => {
    const question = [required, DEPLOY[1]];
    expect(paths(question, { action: "submit", values: { env: "eu" } })).toEqual(["action"]);
    expect(paths(question, { action: "approve", values: { env: "eu" } })).toEqual([]);
    expect(paths(question, { action: "approve" })).toEqual(["values.env"]);
  });

  test("with a label for it keeps its own button beside others", () => {
    const own = { ...required, data: { ...required.data, submit_label: "Deploy" } };
    expect(paths([own, DEPLOY[1]], { action: "submit", values: { env: "eu" } })).toEqual([]);
    expect(paths([own, DEPLOY[1]], { action: "reject" })).toEqual([]);
  });

  test("may be left empty, but not wrong, to say no", () => {
    const question = [required, DEPLOY[1]];
    expect(paths(question, { action: "reject" })).toEqual([]);
    expect(paths(question, { action: "reject", values: { note: "x" } })).toEqual([]);
    expect(paths(question, { action: "reject", values: { note: 5 } })).toEqual(["values.note"]);
    expect(paths(question, { action: "reject", values: { other: "x" } })).toEqual(["values.other"]);
  });

  test("wants no value for what it hides", () => {
    const question = formOf(
      fieldOf({ name: "how", kind: "select", options: ["now", "later"] }),
      fieldOf({ name: "when", kind: "date", required: true, show_if: { field: "how", equals: "later" } }),
      fieldOf({ name: "why", required: true, show_if: { field: "when", equals: "2026-12-24" } }),
    );
    const check = (values: object): string[] => paths([question], { action: "submit", values });
    expect(check({})).toEqual([]);
    expect(check({ how: "now" })).toEqual([]);
    expect(check({ how: "now", when: "2026-12-24" })).toEqual(["values.when"]);
    expect(check({ how: "later" })).toEqual(["values.when"]);
    expect(check({ how: "later", when: "2026-12-01" })).toEqual([]);
    expect(check({ how: "later", when: "2026-12-24" })).toEqual(["values.why"]);
    expect(check({ how: "now", when: "2026-12-24", why: "x" })).toEqual(["values.when", "values.why"]);
  });

  test("follows checkboxes and choices of several", () => {
    const question = formOf(
      fieldOf({ name: "all", kind: "checkbox" }),
      fieldOf({
        name: "some",
        kind: "multiselect",
        options: ["a", "b"],
        show_if: { field: "all", equals: false },
      }),
      fieldOf({ name: "detail", required: true, show_if: { field: "some", equals: "b" } }),
    );
    const check = (values: object): string[] => paths([question], { action: "submit", values });
    expect(check({ some: ["a"] })).toEqual([]);
    expect(check({ all: true, some: ["a"] })).toEqual(["values.some"]);
    expect(check({ all: false, some: ["a", "b"] })).toEqual(["values.detail"]);
  });
});

describe("questions and ratings", () => {
  const question = (more: object): unknown => ({
    type: "qa",
    data: { questions: [{ id: "q", question: "?", ...more }] },
  });
  const options = ["eu", { value: "us", label: "America" }];
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, unknown, boolean][] = [
    ["free text", question({}), "anything", true],
    ["an empty answer", question({}), " ", false],
    ["a number", question({}), 5, false],
    ["an endless answer", question({}), "x".repeat(20_001), false],
    ["an option", question({ options }), "us", true],
    ["the label of an option", question({ options }), "America", false],
    ["another answer where none is allowed", question({ options }), "asia", false],
    ["another answer where it is allowed", question({ options, allow_other: true }), "asia", true],
    ["a list where one is asked for", question({ options }), ["eu"], false],
    ["several options", question({ options, multiple: true }), ["eu", "us"], true],
    ["one where a list is asked for", question({ options, multiple: true }), "eu", false],
    ["an empty list", question({ options, multiple: true }), [], false],
    ["an option twice", question({ options, multiple: true }), ["eu", "eu"], false],
    ["a list with another answer", question({ options, multiple: true, allow_other: true }), ["eu", "asia"], true],
    ["a list with more than there is", question({ options, multiple: true, allow_other: true }), ["1", "2", "3", "4"], false],
    ["no answer", question({ options }), undefined, false],
  ];
  test.each(cases)("%s", (_name, component, value, fits) => {
    expect(paths([component], { action: "submit", values: { q: value } })).toEqual(fits ? [] : ["values.q"]);
  });

  test("a rating is a whole number up to its largest, five unless said", () => {
    const check = (max: number | undefined, rating: unknown): boolean =>
      paths([{ type: "rating", data: max === undefined ? {} : { max } }], {
        action: "submit",
        values: { rating },
      }).length === 0;
    expect([1, 5].map((value) => check(undefined, value))).toEqual([true, true]);
    expect(
      [0, 6, 2.5, "5", null, undefined, Number.NaN].map((value) => check(undefined, value)),
    ).not.toContain(true);
    expect(check(10, 10)).toBe(true);
  });
});
