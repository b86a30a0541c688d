import { readFile } from "node:fs/promises";
import { replaceFile } from "./replace-file.ts";

const NAME = Buffer.from("BUN_BE_BUN");
/** A byte that no text in UTF-8 holds, so that no client's configuration can name the variable. */
const UNNAMEABLE = 0xff;

/**
 * Takes from an executable what makes it Bun itself when BUN_BE_BUN is set: a cloned repository's settings reach the
 * environment of MCP servers, and `bun mcp` would run the repository's own program of that name in hiloop's place. Only the
 * first byte of the name is replaced, for linkers let other texts share its end. Throws when the name is not there once.
 */
export async function withoutBeBun(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = bytes.indexOf(NAME);
  if (at < 0 || bytes.indexOf(NAME, at + 1) >= 0) {
    throw new Error(
      `${file}: Bun's runtime was expected to name ${NAME} once; look at how it reads that variable now.`,
    );
  }
  bytes[at] = UNNAMEABLE;
  await replaceFile(file, bytes);
}
