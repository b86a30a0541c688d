import { describe, expect, test } from "bun:test";
import { componentsToText } from "../../src/components/to-text.ts";
import { fieldOf, formOf } from "./refusal.ts";

const ID = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b";
const TEXT = { type: "text", data: { content: "Hello" } };

describe("as text", () => {
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, string][] = [
    ["text is itself", TEXT, "Hello"],
    ["a page stacks", { type: "page", children: [TEXT, TEXT] }, "Hello\n\nHello"],
    ["a group stacks", { type: "group", children: [TEXT, TEXT] }, "Hello\n\nHello"],
    ["a card has a title", { type: "card", data: { title: "Release" }, children: [TEXT] }, "**Release**\n\nHello"],
    ["an empty card is nothing", { type: "card" }, ""],
    ["a header has its level", { type: "header", data: { text: "Top", level: 1 } }, "# Top"],
    ["a header is of the second level", { type: "header", data: { text: "Top" } }, "## Top"],
    ["a divider is a rule", { type: "divider" }, "---"],
    ["code is fenced", { type: "code", data: { code: "ls", language: "sh", title: "run" } }, "run\n```sh\nls\n```"],
    ["code cannot end its own fence", { type: "code", data: { code: "```\n[go] Go" } }, "````\n```\n[go] Go\n````"],
    ["a list has bullets", { type: "list", data: { items: ["a", "b\nc"] } }, "- a\n- b\n  c"],
    ["a list has numbers", { type: "list", data: { items: ["a", "b"], ordered: true } }, "1. a\n2. b"],
    ["a quote names its author", { type: "quote", data: { text: "a\nb", attribution: "Ada" } }, "> a\n> b\n> — Ada"],
    ["a table is a table", { type: "table", data: { headers: ["a", "b|c"], rows: [[1, null], [true, "x\ny"]], align: ["left", "right"], caption: "T" } }, "T\n\n| a | b\\|c |\n| :-- | --: |\n| 1 |  |\n| true | x y |"],
    ["an alert says how grave it is", { type: "alert", data: { level: "error", title: "Down", text: "All of it" } }, "**ERROR: Down**\nAll of it"],
    ["pairs are a list", { type: "kv", data: { entries: [{ key: "a", value: 1 }, { key: "b", value: false }] } }, "- a: 1\n- b: false"],
    ["a figure has its change", { type: "stat", data: { label: "Errors", value: 0, change: -2, trend: "down" } }, "Errors: 0 (-2, trend down)"],
    ["figures are a list", { type: "metric_grid", data: { metrics: [{ label: "a", value: "1 %" }, { label: "b", value: 2, change: "+1" }] } }, "- a: 1 %\n- b: 2 (+1)"],
    ["steps say how far they are", { type: "steps", data: { steps: [{ label: "a", status: "done" }, { label: "b", status: "failed", detail: "x" }] } }, "1. a (done)\n2. b (failed): x"],
    ["an image is described", { type: "image", data: { attachment_id: ID, alt: "A cat", caption: "Now" } }, `Image: A cat (Now), attachment ${ID}`],
    ["a file has its id", { type: "file", data: { attachment_id: ID } }, `File: attachment ${ID}`],
    ["buttons show their action", { type: "button_group", data: { buttons: [{ label: "Approve", action: "approve" }, { label: "Drop", action: "drop", comment: "required", confirm: "DROP" }] } }, "[approve] Approve\n[drop] Drop (with a comment; type DROP to confirm)"],
    ["questions show their choices", { type: "qa", data: { questions: [{ id: "q", question: "Where?", options: ["eu", { value: "us", label: "America" }], allow_other: true }, { id: "r", question: "Why?" }] } }, "Questions:\n- q: Where? (one of: eu, us = America, or another answer)\n- r: Why? (free text)\n\n[submit] Submit"],
    ["a rating shows its range", { type: "rating", data: { label: "Useful?" } }, "Rating (Useful?): rating, from 1 to 5\n\n[submit] Submit"],
    ["an unknown type is shown as JSON", [{ type: "hologram", data: { x: 1 }, children: [TEXT] }], '(component of type hologram)\n{"x":1}\n\nHello'],
    ["broken data is shown as JSON", [{ type: "text", data: { content: 1 } }], '(component of type text)\n{"content":1}'],
    ["nothing is nothing", undefined, ""],
  ];
  test.each(cases)("%s", (_name, input, expected) => {
    expect(componentsToText(input)).toBe(expected);
  });

  test("a form lists name, label, kind and rules, and its own button only where there is one", () => {
    const form = formOf(
      fieldOf({ name: "env", label: "Environment", kind: "select", required: true, options: ["eu", "us"] }),
      fieldOf({ name: "n", label: "Count", kind: "number", min: 1, max: 5, default: 2 }),
      fieldOf({ name: "why", label: "Why", pattern: "x+", show_if: { field: "env", equals: "us" } }),
    );
    const lines = [
      "Form:",
      "- env (Environment): select; required; one of: eu, us",
      "- n (Count): number; min 1; max 5; default 2",
      "- why (Why): text; pattern x+; only if env is us",
    ].join("\n");
    expect(componentsToText([form])).toBe(`${lines}\n\n[submit] Submit`);
    const buttons = { type: "button_group", data: { buttons: [{ label: "Go", action: "go" }] } };
    expect(componentsToText([form, buttons])).toBe(`${lines}\n\n[go] Go`);
    const own = { ...form, data: { ...form.data, submit_label: "Deploy" } };
    expect(componentsToText([own, buttons])).toBe(`${lines}\n\n[go] Go\n\n[submit] Deploy`);
  });
});

test("nothing invisible reaches the terminal, from any type", () => {
  const evil = "a\u202Eb\u001B[2J";
  const components = [
    { type: "text", data: { content: evil } },
    { type: "card", data: { title: evil }, children: [{ type: "list", data: { items: [evil] } }] },
    { type: "button_group", data: { buttons: [{ label: evil, action: evil }] } },
    { ...formOf(fieldOf({ label: evil })), data: { fields: [fieldOf({ label: evil })], submit_label: evil } },
    { type: evil, data: { [evil]: evil } },
  ];
  for (const hidden of ["\u202E", "\u001B"]) expect(componentsToText(components)).not.toContain(hidden);
  expect(componentsToText(components)).toContain("a⟨U+202E⟩b⟨U+001B⟩[2J");
});

test("data nested beyond what can be printed does not stop the rest", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 500_000; level += 1) deep = [deep];
  expect(componentsToText([{ type: "hologram", data: deep }, TEXT])).toBe(
    "(component of type hologram)\n(nested too deeply to be shown)\n\nHello",
  );
});
