import { expect, test } from "bun:test";
import { markdownTokens } from "../../src/web/parts/markdown-tokens.ts";

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
};

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`${what}: neither breaks the page nor holds it up`, () => {
    // What takes more than linear time here takes minutes, and meets the limit of a test.
    const tokens = markdownTokens(text);
    expect(JSON.stringify(tokens).length).toBeGreaterThan(text.length / 2);
  });
}
