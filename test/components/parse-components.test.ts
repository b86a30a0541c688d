import { describe, expect, test } from "bun:test";
import { parseComponents } from "../../src/components/parse-components.ts";
import { exactly, fieldOf, formOf, issuesOf, refusalOf } from "./refusal.ts";

const TEXT = { type: "text", data: { content: "Hello" } };

function nested(depth: number): unknown {
  return depth === 1 ? TEXT : { type: "group", children: [nested(depth - 1)] };
}

describe("what a sender may give", () => {
  // biome-ignore format: a table reads best with one case a line.
  const accepted: [string, unknown, unknown][] = [
    ["a list", [TEXT], [TEXT]],
    ["one component alone", TEXT, [TEXT]],
    ["a list as JSON", JSON.stringify([TEXT]), [TEXT]],
    ["one component as JSON", JSON.stringify(TEXT), [TEXT]],
    ["an empty list", [], []],
    ["a type without data", [{ type: "divider" }], [{ type: "divider", data: {} }]],
    ["an empty list of children", [{ ...TEXT, children: [] }], [TEXT]],
    ["children", { type: "card", data: {}, children: [TEXT] }, [{ type: "card", data: {}, children: [TEXT] }]],
  ];
  test.each(accepted)("%s is accepted", (_name, input, expected) => {
    expect(JSON.stringify(parseComponents(input))).toBe(JSON.stringify(expected));
  });

  test("30 levels and 500 components are accepted", () => {
    expect(parseComponents(nested(30))).toHaveLength(1);
    expect(parseComponents(Array.from({ length: 500 }, () => TEXT))).toHaveLength(500);
  });
});

describe("what a sender is told", () => {
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, string, string | RegExp][] = [
    ["a missing string", [TEXT, { type: "button_group", data: { buttons: [{ label: "Go" }] } }], "components[1].data.buttons[0].action", "expected a string, got nothing"],
    ["a number for a string", { type: "text", data: { content: 5 } }, "components[0].data.content", "expected a string, got a number"],
    ["no data at all", { type: "text" }, "components[0].data.content", "expected a string, got nothing"],
    ["null for data", { type: "text", data: null }, "components[0].data", "expected an object, got null"],
    ["a list for data", { type: "divider", data: [] }, "components[0].data", "expected an object, got a list"],
    ["an empty string", { type: "text", data: { content: " " } }, "components[0].data.content", "expected some text, got an empty string"],
    ["a value outside a choice", { type: "alert", data: { level: "fatal", text: "x" } }, "components[0].data.level", "expected info, success, warning or error"],
    ["a wrong level", { type: "header", data: { text: "x", level: 4 } }, "components[0].data.level", "expected 1, 2 or 3, got a number"],
    ["an object in a cell", { type: "kv", data: { entries: [{ key: "a", value: {} }] } }, "components[0].data.entries[0].value", "expected a string, a number, true or false or null, got an object"],
    ["half an option", formOf(fieldOf({ kind: "select", options: [{ value: "a" }] })), "components[0].data.fields[0].options[0].label", "expected a string, got nothing"],
    ["an unknown field", { type: "text", data: { content: "x", colour: "red" } }, "components[0].data.colour", "unknown field; known fields: content"],
    ["a field for a type without fields", { type: "divider", data: { x: 1 } }, "components[0].data.x", "unknown field; it takes no fields"],
    ["an unknown field far inside", formOf(fieldOf({ show_if: { field: "a", equals: 1, is: 1 } })), "components[0].data.fields[0].show_if.is", "unknown field; known fields: field, equals"],
    ["fields beside data", { ...TEXT, content: "x" }, "components[0].content", /^unknown field; known fields: type, data, children/],
    ["a misspelt type", { type: "buton_group" }, "components[0].type", /^unknown type buton_group; did you mean button_group\? valid types: page, group,/],
    ["two letters swapped", { type: "hedaer" }, "components[0].type", /did you mean header\?/],
    ["half a type", { type: "button" }, "components[0].type", /did you mean button_group\?/],
    ["a type of another case", { type: "Button-Group" }, "components[0].type", /did you mean button_group\?/],
    ["a type like nothing", { type: "hologram" }, "components[0].type", /^unknown type hologram; valid types: .*rating$/],
    ["a type that every object has", { type: "constructor" }, "components[0].type", /^unknown type constructor/],
    ["no type", { data: {} }, "components[0].type", "expected a string, got nothing"],
    ["a string in the list", ["hello"], "components[0]", /^expected a component such as .*, got a string$/],
    ["text that is not JSON", "[{", "components", "expected a list of components, got text that is not JSON"],
    ["a number", 7, "components", "expected a list of components, got a number"],
    ["nothing", undefined, "components", "expected a list of components, got nothing"],
    ["JSON of a string", '"[]"', "components", "expected a list of components, got a string"],
    ["children of a childless type", { ...TEXT, children: [TEXT] }, "components[0].children", "text takes no children"],
    ["children that are no list", { type: "group", children: TEXT }, "components[0].children", "expected a list, got an object"],
    ["31 levels", nested(31), `components[0]${".children[0]".repeat(29)}.children`, "nested deeper than 30 levels"],
    ["501 components", Array.from({ length: 501 }, () => TEXT), "components", "more than 500 components, children included"],
    ["501 components as children", { type: "page", children: Array.from({ length: 500 }, () => TEXT) }, "components", "more than 500 components, children included"],
    ["a huge string", { type: "text", data: { content: "x".repeat(2_000_000) } }, "components[0].data.content", "expected at most 200000 characters, got 2000000"],
    ["no buttons", { type: "button_group", data: { buttons: [] } }, "components[0].data.buttons", "expected at least 1 item, got 0"],
    ["two lines in a label", { type: "card", data: { title: "a\nb" } }, "components[0].data.title", "expected a single line"],
    ["an attachment id that is none", { type: "file", data: { attachment_id: "../../etc/passwd" } }, "components[0].data.attachment_id", "expected a UUID"],
    ["a short row", { type: "table", data: { headers: ["a", "b"], rows: [["1", 2], [null]] } }, "components[0].data.rows[1]", "expected 2 cells as in headers, got 1"],
    ["too few alignments", { type: "table", data: { headers: ["a", "b"], rows: [], align: ["left"] } }, "components[0].data.align", "expected 2 entries as in headers, got 1"],
    ["a rating of one", { type: "rating", data: { max: 1 } }, "components[0].data.max", "expected at least 2"],
    ["half a star", { type: "rating", data: { max: 4.5 } }, "components[0].data.max", "expected a whole number"],
    ["several choices without options", { type: "qa", data: { questions: [{ id: "a", question: "?", multiple: true }] } }, "components[0].data.questions[0].multiple", "needs options to choose from"],
  ];
  test.each(cases)("%s", (_name, input, path, message) => {
    const found = issuesOf(input);
    expect(found.map((issue) => issue.path)).toEqual([path]);
    expect(found[0]?.message).toMatch(exactly(message));
  });

  test("is refused as invalid input, with what to do next", () => {
    const error = refusalOf([{ type: "nope" }]);
    expect([error.code, error.message, error.advice]).toEqual([
      "invalid_input",
      "The components are not valid.",
      "Correct this and send the message again.",
    ]);
  });

  test("whoever guessed the fields of a type is told them", () => {
    const stat = { type: "stat", data: { name: "Tests" } };
    expect(refusalOf([stat, stat]).advice).toBe(
      "Correct this and send the message again. What fits (?: optional): stat {label,value:string|number,change?:string|number,trend?:up|down|flat}.",
    );
  });

  test("all problems come at once, in the order of the message", () => {
    const found = issuesOf([
      { type: "text", data: { content: 1, a: 1, b: 2 } },
      { type: "card", children: [{ type: "nope" }] },
      { type: "button_group", data: { buttons: [{ action: 3, variant: "pink" }] } },
    ]);
    expect(found.map((issue) => issue.path)).toEqual([
      "components[0].data.content",
      "components[0].data.a",
      "components[0].data.b",
      "components[1].children[0].type",
      "components[2].data.buttons[0].label",
      "components[2].data.buttons[0].action",
      "components[2].data.buttons[0].variant",
    ]);
  });

  test("a flood of problems is cut after fifty", () => {
    const found = issuesOf(Array.from({ length: 400 }, () => ({ type: "nope" })));
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toEqual({ path: "", message: "only the first 50 problems are shown" });
  });

  test("an error repeats no value and nothing invisible", () => {
    const sentence = refusalOf([
      { type: "alert", data: { level: "secret-value", text: 12345 } },
      { type: "evil\u202E", data: {} },
      { type: "text", data: { content: "x", ["zero\u200Bwidth".repeat(50)]: 1 } },
    ]).sentence;
    expect(sentence).not.toContain("secret-value");
    expect(sentence).not.toContain("12345");
    expect(sentence).not.toMatch(/[\u202E\u200B]/);
    expect(sentence.length).toBeLessThan(1_000);
  });
});
