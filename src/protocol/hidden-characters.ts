// Everything that a screen shows as nothing, or that reorders what it shows: controls other than LF and TAB, bidi
// marks and overrides, zero-width characters, tags, line separators, lone surrogates. And what is drawn over its surroundings: more
// marks on one letter than any script has (30, as in the Stream-Safe Text Format of UAX #15), which also cost a browser seconds.
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]|\p{M}(?<=\p{M}{31})/gu;
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

/** Puts something else in the place of every character that a screen does not show, or that hides or reorders others. */
export function replaceHidden(text: string, replacement: (character: string) => string): string {
  return text.replace(UNSEEN, (character, offset: number, whole: string) => {
    const end = offset + character.length;
    const belonging = belongs(
      character,
      whole.slice(Math.max(0, offset - 6), offset),
      whole.slice(end, end + 2),
    );
    return belonging ? character : replacement(character);
  });
}

/** Whether all of a text can be seen. */
export function isVisible(text: string): boolean {
  return replaceHidden(text, () => "") === text;
}
