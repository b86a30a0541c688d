import { join } from "node:path";
import { checksums } from "./checksums.ts";
import { type SigningKey, sign } from "./sign.ts";

export const CHECKSUM_FILE = "SHA256SUMS";

/** Writes SHA256SUMS of these files into the folder, and its signature when there is a key. */
export async function writeChecksums(
  folder: string,
  version: string,
  files: ReadonlyMap<string, Uint8Array>,
  key: SigningKey | undefined,
): Promise<void> {
  const file = join(folder, CHECKSUM_FILE);
  await Bun.write(file, checksums(files));
  if (key) await sign(file, version, key);
}
