import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SigningKey, sign } from "./sign.ts";

/**
 * Makes sure that what this key signs is what the built executables accept, before anything is built. Throws when the
 * public key is not committed, or is another one.
 */
export async function provePublisherKey(key: SigningKey, publicKeyFile: string): Promise<void> {
  if (!existsSync(key.file)) throw new Error(`There is no signing key ${key.file}.`);
  if (!existsSync(publicKeyFile)) {
    throw new Error(
      `${publicKeyFile} is not there, so the executables could not check what this key signs: ` +
        "commit the public key that minisign -G made.",
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "hiloop-key-"));
  try {
    const file = join(folder, "probe");
    writeFileSync(file, "probe\n");
    await sign(file, "probe", key);
    if (Bun.spawnSync(["minisign", "-V", "-q", "-p", publicKeyFile, "-m", file]).exitCode !== 0) {
      throw new Error(`${key.file} does not belong to ${publicKeyFile}: no hiloop would accept the release.`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
