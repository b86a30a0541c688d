import { describe, expect, test } from "bun:test";
import { readComponents } from "../../src/components/read-components.ts";
import { fieldOf, formOf } from "./refusal.ts";

const TEXT = { type: "text", data: { content: "Hello" } };
const KNOWN_TEXT = { known: true, ...TEXT, children: [] };

function nested(depth: number): unknown {
  return depth === 1 ? TEXT : { type: "group", children: [nested(depth - 1)] };
}

describe("a reader", () => {
  // biome-ignore format: a table reads best with one case a line.
  const cases: [string, unknown, unknown][] = [
    ["opens what it knows", [TEXT], [KNOWN_TEXT]],
    ["opens a single node", TEXT, [KNOWN_TEXT]],
    ["opens nothing as nothing", undefined, []],
    ["keeps the data of an unknown type", [{ type: "hologram", data: { x: 1 } }], [{ known: false, type: "hologram", data: { x: 1 }, children: [] }]],
    ["opens known children of an unknown type", [{ type: "hologram", children: [TEXT] }], [{ known: false, type: "hologram", data: undefined, children: [KNOWN_TEXT] }]],
    ["keeps data that does not fit", [{ type: "text", data: { content: 1 } }], [{ known: false, type: "text", data: { content: 1 }, children: [] }]],
    ["does not drop a field that it does not know", [{ type: "text", data: { content: "x", secret: 1 } }], [{ known: false, type: "text", data: { content: "x", secret: 1 }, children: [] }]],
    ["shows children where none belong", [{ ...TEXT, children: [TEXT] }], [{ known: false, ...TEXT, children: [KNOWN_TEXT] }]],
    ["shows what is no component", ["hi", 5, null], ["hi", 5, null].map((data) => ({ known: false, type: "unreadable", data, children: [] }))],
    ["takes null for no children", [{ ...TEXT, children: null }], [KNOWN_TEXT]],
  ];
  test.each(cases)("%s", (_name, input, expected) => {
    const nodes: unknown = readComponents(input);
    expect(nodes).toEqual(expected);
  });

  test("shows what lies below the 30th level as data instead of hiding it", () => {
    expect(JSON.stringify(readComponents(nested(30)))).not.toContain('"known":false');
    const deeper = JSON.stringify(readComponents(nested(31)));
    expect(deeper).toContain('"known":false');
    expect(deeper).toContain("Hello");
  });

  test("shows what comes after the 500th component as data", () => {
    const nodes = readComponents(Array.from({ length: 502 }, () => TEXT));
    expect(nodes).toHaveLength(501);
    expect(nodes.at(-1)).toEqual({ known: false, type: "unreadable", data: [TEXT, TEXT], children: [] });
  });

  test("treats a form with a pattern that cannot be used as unknown", () => {
    const fields = [{ name: "a", label: "A", kind: "text", pattern: "(" }];
    expect(readComponents([{ type: "form", data: { fields } }])[0]?.known).toBe(false);
  });

  test("shows as data the forms whose patterns are more work than a message may be, however they are spread", () => {
    const costly = (name: string) => ({ name, label: "A", kind: "text", pattern: "(a{0,45}){20}b" });
    const forms = Array.from({ length: 90 }, (_, index) => formOf(costly(`a${index}`)));
    expect(readComponents(forms).filter(({ known }) => known)).toHaveLength(10);
    const together = formOf(...Array.from({ length: 90 }, (_, index) => costly(`a${index}`)));
    expect(readComponents([together, TEXT]).map(({ known }) => known)).toEqual([false, true]);
  });

  test("makes a message's nodes once, however often it is looked at", () => {
    const message = [formOf(fieldOf()), TEXT];
    const nodes = readComponents(message);
    expect(readComponents(message)).toBe(nodes);
    expect(readComponents(nodes)).toBe(nodes);
  });

  test("survives nesting that exhausts a recursive reader", () => {
    let deep: unknown = TEXT;
    for (let level = 0; level < 100_000; level += 1) deep = { type: "group", children: [deep] };
    expect(readComponents(deep)).toHaveLength(1);
  });
});
