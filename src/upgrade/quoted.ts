const MOST_SHOWN = 200;
/** Controls (C1 too, which JSON leaves), marks that turn or hide text, and what has no character. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A stranger's text for a sentence: in quotes, not too long, and with nothing in it that a terminal acts on. */
export function quoted(text: string): string {
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return JSON.stringify(shown).replace(UNSEEN, (unseen) =>
    // By the units of UTF-16, as JSON does it.
    Array.from({ length: unseen.length }, (_, at) => escaped(unseen.charCodeAt(at))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
