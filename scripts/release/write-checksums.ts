import { join } from "node:path";
import { CHECKSUM_FILE, checksums } from "./checksums.ts";
import { type SigningKey, sign } from "./sign.ts";

/** Writes SHA256SUMS of these files into the folder, and its signature when there is a key. Gives the names of what it wrote. */
export async function writeChecksums(
  folder: string,
  version: string,
  files: readonly { name: string; sha256: string }[],
  key: SigningKey | undefined,
): Promise<string[]> {
  const file = join(folder, CHECKSUM_FILE);
  await Bun.write(file, checksums(files));
  if (!key) return [CHECKSUM_FILE];
  await sign(file, version, key);
  return [CHECKSUM_FILE, `${CHECKSUM_FILE}.minisig`];
}
