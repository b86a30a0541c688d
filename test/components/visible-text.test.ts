import { expect, test } from "bun:test";
import { visibleName, visibleText } from "../../src/components/visible-text.ts";

const shown: [string, string, string][] = [
  ["a right-to-left override", "photo\u202Egpj.exe", "photo⟨U+202E⟩gpj.exe"],
  ["an isolate", "a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"],
  ["a direction mark", "\u200Fa\u061C", "⟨U+200F⟩a⟨U+061C⟩"],
  ["a zero-width space", "pass\u200Bword", "pass⟨U+200B⟩word"],
  ["a word joiner and a byte order mark", "\u2060\uFEFF", "⟨U+2060⟩⟨U+FEFF⟩"],
  ["a soft hyphen", "a\u00ADb", "a⟨U+00AD⟩b"],
  ["an escape sequence", "\u001B[2J", "⟨U+001B⟩[2J"],
  ["a C1 control", "\u009B2J", "⟨U+009B⟩2J"],
  ["a lone carriage return", "Reject\rApprove", "Reject⟨U+000D⟩Approve"],
  ["a null and a bell", "\u0000\u0007", "⟨U+0000⟩⟨U+0007⟩"],
  ["a line separator", "a\u2028b", "a⟨U+2028⟩b"],
  ["text hidden in tags", "a\u{E0041}", "a⟨U+E0041⟩"],
  ["text hidden in variation selectors", "a\uFE01\u{E0100}", "a⟨U+FE01⟩⟨U+E0100⟩"],
  ["a Hangul filler", "\u3164", "⟨U+3164⟩"],
  [
    "a mark on a letter that has thirty",
    `Z${"\u0300".repeat(32)}a\u0301`,
    `Z${"\u0300".repeat(30)}⟨U+0300⟩⟨U+0300⟩a\u0301`,
  ],
  ["a lone surrogate", "\uD800", "⟨U+D800⟩"],
  ["a joiner after an emoji that joins nothing", "👩\u200Da", "👩⟨U+200D⟩a"],
  ["a joiner between Latin letters", "a\u200Db\u200Cc", "a⟨U+200D⟩b⟨U+200C⟩c"],
];
test.each(shown)("%s is shown", (_name, text, expected) => {
  expect(visibleText(text)).toBe(expected);
});

const kept: [string, string][] = [
  ["line feeds and tabs", "a\n\tb"],
  ["umlauts, Greek and Chinese", "äöü αβγ 部署"],
  ["a family of emoji", "👩‍👩‍👧 👩🏽‍💻 ❤️ 1️⃣"],
  ["a heart on fire", "❤️‍🔥"],
  ["Persian with its non-joiner", "می‌خواهم"],
  ["Hindi with its joiner", "क्‍ष"],
  ["thirty marks on a letter", `Z${"\u0300".repeat(30)}`],
  ["right-to-left letters", "שלום"],
];
test.each(kept)("%s are kept", (_name, text) => {
  expect(visibleText(text)).toBe(text);
});

test("Windows line ends become line feeds", () => {
  expect(visibleText("a\r\nb")).toBe("a\nb");
});

test("text that was made visible stays as it is", () => {
  for (const [, text] of shown) expect(visibleText(visibleText(text))).toBe(visibleText(text));
});

const names: [string, string, string][] = [
  ["plain", "Release bot 🤖", "Release bot 🤖"],
  ["with a right-to-left override", "Ada\u202E(neila)", "Ada⟨U+202E⟩(neila)"],
  ["with a zero-width space", "Ada\u200B", "Ada⟨U+200B⟩"],
  ["with a C1 control", "Ada\u009B2J", "Ada⟨U+009B⟩2J"],
  ["with text hidden in tags", "Ada\u{E0041}", "Ada⟨U+E0041⟩"],
  ["of several lines", "Ada\r\n\n  (human)\tsays", "Ada (human) says"],
  ["with a line separator", "Ada\u2028x", "Ada⟨U+2028⟩x"],
  ["padded", `  Ada${" ".repeat(50)}Lovelace\u3000`, "Ada Lovelace"],
  ["of nothing that shows", " \u2800\u00A0\n", "(no name)"],
  ["too long", "a".repeat(1_000_000), `${"a".repeat(119)}…`],
  ["too long once it is visible", "\u200B".repeat(100), `${"⟨U+200B⟩".repeat(20).slice(0, 119)}…`],
  ["that would be cut within a character", "😀".repeat(100), `${"😀".repeat(59)}…`],
];
test.each(names)("a name %s is one short line that can be seen", (_name, name, expected) => {
  expect(visibleName(name)).toBe(expected);
  expect(visibleName(expected)).toBe(expected);
});
