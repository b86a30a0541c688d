import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BunPart } from "./bun-parts.ts";

const FOLDER = join(import.meta.dir, "texts");

/** Licences that say all there is to say, whoever uses them. */
const GENERAL: [licence: RegExp, file: string][] = [
  [/^Apache 2\.0/, "Apache-2.0.txt"],
  [/^LGPL-2\.0/, "LGPL-2.0.txt"],
  [/^LGPL v2\.1/, "LGPL-2.1.txt"],
  [/^MPL-2\.0/, "MPL-2.0.txt"],
];

/** Whose own text could not be had so far. ls-hpack has the one of what it contains. */
export const WITHOUT_TEXT: readonly string[] = ["ls-hpack", "lsquic"];

export type PartTexts = { part: BunPart; texts: string[]; complete: boolean };

/** The licence and notices of something in Bun. Throws where there are none, unless they are known to be missing. */
export function partTexts(part: BunPart): PartTexts {
  const short = part.name.replace(/ .*$/, "");
  const own = `bun/${short.toLowerCase()}.txt`;
  const general = GENERAL.filter(([licence]) => licence.test(part.licence)).map(([, file]) => file);
  const files = [own, ...general].filter((file) => existsSync(join(FOLDER, file)));
  const complete = !WITHOUT_TEXT.includes(short);
  if (complete && files.length === 0) {
    throw new Error(
      `Bun contains ${part.name}, and there is no scripts/release/licences/texts/${own}: add it.`,
    );
  }
  return { part, texts: files.map((file) => readFileSync(join(FOLDER, file), "utf8").trimEnd()), complete };
}
