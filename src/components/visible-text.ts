import { replaceHidden } from "../protocol/hidden-characters.ts";

/** As long as a name may be where it is made. */
const MAX_NAME = 120;

/**
 * Text that is safe to print: bidi overrides, zero-width and control characters are shown as `⟨U+202E⟩`, so nothing
 * can hide in it, reorder it or drive the terminal. Line feeds, tabs, emoji and joining scripts stay; CRLF becomes LF.
 */
export function visibleText(text: string): string {
  return replaceHidden(text.replaceAll("\r\n", "\n"), (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/**
 * A name or a title that somebody else chose, as it stands anywhere: in one line, visible (`visibleText`), of at most
 * `max` characters, and never nothing. A name that was cleaned stays as it is.
 */
export function visibleName(name: string, max = MAX_NAME): string {
  const line = visibleText(name.slice(0, 2 * max))
    .replaceAll(/[\s\u2800]+/gu, " ")
    .trim();
  if (line === "") return "(no name)";
  if (line.length <= max && name.length <= 2 * max) return line;
  const start = line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "");
  return `${start.trimEnd()}…`;
}
