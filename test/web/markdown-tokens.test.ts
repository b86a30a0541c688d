import { expect, test } from "bun:test";
import { markdownSections, markdownTokens } from "../../src/web/parts/markdown-tokens.ts";

const typesOf = (text: string) => markdownTokens(text).map(({ type }) => type);

test("ordinary Markdown becomes its blocks, with what stands inside", () => {
  const text =
    "# Title\n\nSome **bold** [link](https://example.com)\n\n> quote\n\n- one\n  - two\n\n```\ncode\n```";
  expect(typesOf(text).filter((type) => type !== "space")).toEqual([
    "heading",
    "paragraph",
    "blockquote",
    "list",
    "code",
  ]);
  expect(JSON.stringify(markdownTokens(text))).toContain('"type":"strong"');
});

const HOSTILE: Record<string, string> = {
  "quotes in quotes": ">".repeat(20_000),
  "quotes and lists in each other": "> - ".repeat(10_000),
  "lists in lists on one line": "- ".repeat(20_000),
  "lists in lists, line by line": Array.from({ length: 300 }, (_, depth) => `${"  ".repeat(depth)}- a`).join(
    "\n",
  ),
  "emphasis without end": "_a_".repeat(50_000),
  "strikes without end": "~~a".repeat(50_000),
  "links without end": "[a](".repeat(50_000),
  "a megabyte of anything": "**a** ".repeat(200_000),
  "a list of 49,000 items": "- a\n".repeat(49_000),
  "a table that asks for ninety million cells": `${"|a".repeat(1_500)}|\n${"|-".repeat(1_500)}|\n${"|\n".repeat(60_000)}`,
};

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`${what}: neither breaks the page nor holds it up`, () => {
    // What takes more than linear time here takes minutes, and meets the limit of a test.
    const tokens = markdownSections(text).flatMap(markdownTokens);
    expect(JSON.stringify(tokens).length).toBeGreaterThan(text.length / 2);
  });
}

test("long Markdown is read in sections that end between paragraphs, and nothing is lost", () => {
  const text = "Some words of a paragraph.\n\n- one\n- two\n\n".repeat(2_000);
  const sections = markdownSections(text);
  expect(sections.length).toBeGreaterThan(3);
  expect(sections.join("")).toBe(text);
  expect(sections.map((section) => section.slice(-2))).toEqual(sections.map(() => "\n\n"));
});

test("a block of code that is longer than a section goes on as code", () => {
  const sections = markdownSections(
    `Before.\n\n\`\`\`ts\n${"# no heading\n\n".repeat(4_000)}\`\`\`\n\n# A heading`,
  );
  const types = sections.flatMap(markdownTokens).map(({ type }) => type);
  expect(types.filter((type) => type !== "space" && type !== "code")).toEqual(["paragraph", "heading"]);
});

test("a section always ends, and never within a character", () => {
  const lines = [
    "😀".repeat(15_000),
    `\`\`\`\n${"a".repeat(90_000)}`,
    "`".repeat(90_000),
    `a\n\n${"b".repeat(50_000)}`,
  ];
  for (const text of lines) {
    const sections = markdownSections(text);
    expect(sections.length).toBeLessThan(9);
    for (const section of sections) expect(section).not.toMatch(/[\uD800-\uDBFF]$/);
  }
});
