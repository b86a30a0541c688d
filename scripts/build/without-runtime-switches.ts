import { readFile } from "node:fs/promises";
import { replaceFile } from "./replace-file.ts";

/** A byte that no text in UTF-8 holds, so that no client's configuration can name the variable. */
const UNNAMEABLE = 0xff;

/**
 * What Bun's runtime calls these variables, by what a cloned repository could do with each: its settings reach the environment of
 * MCP servers and hooks. Of a JavaScriptCore option the name alone is there, for `BUN_JSC_` is compared letter by letter.
 */
const SWITCHES: readonly [what: string, name: RegExp][] = [
  // The executable is Bun itself: `bun mcp` would run the repository's own program of that name in hiloop's place.
  ["BUN_BE_BUN", /BUN_BE_BUN/g],
  // Flags of Bun: with --version it prints that and exits with 0, as a gate does when a person has approved.
  ["BUN_OPTIONS", /BUN_OPTIONS/g],
  // The program ends after so many milliseconds, with 0.
  ["BUN_JSC_watchdog", /(?<=\0|JSC_)watchdog(?=\0)/g],
  // Functions get other bodies. That is refused when they are called, but only by a flag of the build.
  ["BUN_JSC_functionOverrides", /(?<=\0|JSC_)functionOverrides(?=\0)/g],
];

/**
 * Takes these switches from an executable. Only the first byte of each name is replaced, for linkers let other texts share its
 * end. Throws when one is not there: then Bun reads it in another way.
 */
export async function withoutRuntimeSwitches(file: string): Promise<void> {
  const bytes = await readFile(file);
  const text = bytes.toString("latin1");
  for (const [what, name] of SWITCHES) {
    const places = [...text.matchAll(name)].map(({ index }) => index);
    if (places.length === 0)
      throw new Error(`${file}: Bun's runtime was expected to name ${what}; look at how it reads that now.`);
    for (const at of places) bytes[at] = UNNAMEABLE;
  }
  await replaceFile(file, bytes);
}
