// Everything that a screen shows as nothing, or that reorders what it shows: controls other than LF and TAB, bidi
// marks and overrides, zero-width characters, tags, line separators, lone surrogates.
const UNSEEN = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/gu;
const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}\p{Emoji_Modifier}?|[0-9#*])$/u;
const EMOJI_JOIN_BEFORE = /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const JOINING_SCRIPTS =
  "\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gujarati}\\p{Script=Gurmukhi}" +
  "\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Oriya}\\p{Script=Sinhala}\\p{Script=Tamil}\\p{Script=Telugu}";
const JOINING_BEFORE = new RegExp(`[${JOINING_SCRIPTS}]$`, "u");
const JOINING_AFTER = new RegExp(`^[${JOINING_SCRIPTS}]`, "u");

/** Emoji and scripts such as Persian or Hindi need some of these characters to be written at all. */
function belongs(character: string, before: string, after: string): boolean {
  if (character === "\n" || character === "\t") return true;
  if (character === "\uFE0F") return EMOJI_BEFORE.test(before);
  const joiner = character === "\u200D";
  if (joiner && EMOJI_JOIN_BEFORE.test(before) && EMOJI_AFTER.test(after)) return true;
  return (joiner || character === "\u200C") && JOINING_BEFORE.test(before) && JOINING_AFTER.test(after);
}

/**
 * Text that is safe to print: bidi overrides, zero-width and control characters are shown as `⟨U+202E⟩`, so nothing
 * can hide in it, reorder it or drive the terminal. Line feeds, tabs, emoji and joining scripts stay; CRLF becomes LF.
 */
export function visibleText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSEEN, (character, offset: number, whole: string) => {
    const end = offset + character.length;
    if (belongs(character, whole.slice(Math.max(0, offset - 6), offset), whole.slice(end, end + 2)))
      return character;
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
