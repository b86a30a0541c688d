const MAX_NAME_BYTES = 180;
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * A file name that is only a name, whatever its sender called it: no folders, nothing hidden, nothing invisible, nothing
 * that a file system refuses, and short enough to get a number behind it.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  const named = plain === "" ? "file" : plain;
  return shortened(RESERVED_ON_WINDOWS.test(named) ? `_${named}` : named);
}

/** A name in its two halves: `a.tar.gz` is `a` and `.tar.gz`, as far as the ending looks like one. */
export function splitName(name: string): [stem: string, ending: string] {
  const ending = /(?<=.)(?:\.tar)?\.[A-Za-z0-9]{1,16}$/.exec(name)?.[0] ?? "";
  return [name.slice(0, name.length - ending.length), ending];
}

function shortened(name: string): string {
  const [stem, ending] = splitName(name);
  const characters = [...stem];
  while (characters.length > 1 && Buffer.byteLength(characters.join("") + ending) > MAX_NAME_BYTES)
    characters.pop();
  return characters.join("") + ending;
}
