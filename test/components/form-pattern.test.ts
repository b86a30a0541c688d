import { describe, expect, test } from "bun:test";
import { compilePattern } from "../../src/components/form-pattern.ts";

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.matches(text);
}

/** JavaScript's own engine, with the `u` flag where the pattern allows it. */
function nativeWhole(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return new RegExp(`^(?:${pattern})$`);
  }
}

describe("a pattern", () => {
  const patterns = [
    "abc",
    "a|bc|",
    "(?:a|b)*c",
    "(a*)*",
    "(a+)+b",
    "[A-Z]{2,4}-\\d+",
    "v?\\d+\\.\\d+\\.\\d+(-[\\w.]+)?",
    "a{2}",
    "a{2,}",
    "a{0,2}b?",
    "^abc$",
    "^a|b$",
    "a$b",
    "a^b",
    "^^a$$",
    "a(^|$)",
    "a.c",
    "[^a]",
    "[\\]a]",
    "\\d{3}\\-\\d{4}",
    "\\@a",
    "(?<year>\\d{4})",
    "\\p{L}+",
    "\\u0061b",
    "\\x61b",
    "a*?b",
    "x{,3}",
    "",
    "[a-z]+@[a-z]+",
    "()a",
    "(|a)b",
    "\\$5",
    "[.]",
    "😀+",
    "[😀]",
  ];
  const texts = [
    "",
    "a",
    "aa",
    "aaa",
    "b",
    "ab",
    "abc",
    "bc",
    "aab",
    "aac",
    "c",
    "AB-1",
    "ABCDE-1",
    "1.2.3",
    "v1.2.3-rc.1",
    "555-1234",
    "@a",
    "2026",
    "äß",
    "a\nc",
    "x{,3}",
    "x",
    "a@b",
    "$5",
    ".",
    "]",
    "😀",
    "😀😀",
  ];

  test.each(patterns)("%s accepts what JavaScript's own engine accepts as a whole", (pattern) => {
    const native = nativeWhole(pattern);
    for (const text of texts) expect([text, matches(pattern, text)]).toEqual([text, native.test(text)]);
  });

  test("matches the whole value only", () => {
    expect(matches("b", "abc")).toBe(false);
    expect(matches("a|b", "ab")).toBe(false);
  });

  const refused = [
    "(",
    "[a",
    "a**",
    "*",
    "a{3,2}",
    "(?=a)b",
    "(?!a)b",
    "(?<=a)b",
    "(?<!a)b",
    "\\bfoo",
    "(a)\\1",
    "(?i:a)",
    "(?<n>a)\\k<n>",
    "a{100000}",
    "((a{50}){50}){50}",
    "(){1000000000}",
    "(((){1000}){1000}){1000}",
    "a".repeat(501),
  ];
  test.each(refused)("%s is refused with a reason", (pattern) => {
    const compiled = compilePattern(pattern);
    expect(compiled.ok).toBe(false);
    if (!compiled.ok) expect(compiled.problem.length).toBeGreaterThan(5);
  });
});

describe("a hostile pattern costs no more than an honest one", () => {
  const hostile = [
    "(a+)+b",
    "(a|a)*b",
    "(a|aa)+b",
    "([a-z]+)*1",
    "(.*)*(.*)*(.*)*1",
    "(a?){200}a{200}1",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
  ];
  test.each(hostile)("%s", (pattern) => {
    const started = performance.now();
    expect(matches(pattern, "a".repeat(1_000))).toBe(false);
    // JavaScript's own engine needs longer than the age of the universe for most of these.
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("a value that is too long matches nothing", () => {
    expect(matches("a*", "a".repeat(1_000))).toBe(true);
    expect(matches("a*", "a".repeat(1_001))).toBe(false);
  });
});
