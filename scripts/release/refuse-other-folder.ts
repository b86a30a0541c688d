import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKSUM_FILE } from "./checksums.ts";

/** Throws when a folder holds anything besides a release, because all that is in it is about to be removed. */
export function refuseOtherFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (!lstatSync(folder).isDirectory()) throw other(folder, "it is no folder");
  const names = namesIn(folder);
  if (names.length === 0) return;
  const checksumFile = join(folder, CHECKSUM_FILE);
  const text = existsSync(checksumFile) ? readFileSync(checksumFile, "utf8") : "";
  const listed = [...text.matchAll(/^[0-9a-f]{64} {2}(.+)$/gm)].flatMap(([, name]) => name ?? []);
  const known = new Set([...listed, CHECKSUM_FILE, `${CHECKSUM_FILE}.minisig`]);
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) throw other(folder, `${CHECKSUM_FILE} does not name ${strange}`);
}

/** Of everything that is no folder with something in it. Step by step, because Bun's own way follows links. */
function namesIn(folder: string, prefix = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = `${prefix}${entry.name}`;
    if (entry.isFile()) return [name];
    if (!entry.isDirectory()) return [`the link or device ${name}`];
    const inside = namesIn(join(folder, entry.name), `${name}/`);
    return inside.length > 0 ? inside : [`${name}/`];
  });
}

function other(folder: string, reason: string): Error {
  return new Error(
    `${folder} holds something other than a release (${reason}): name another one with --out.`,
  );
}
