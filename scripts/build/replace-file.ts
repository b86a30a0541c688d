import { chmod, open, rename, rm, stat } from "node:fs/promises";

/** Puts other bytes in place of a file's: all of them or, when that fails, none. Its permissions stay. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const { mode } = await stat(path);
  const aside = `${path}.${process.pid}.new`;
  try {
    await using file = await open(aside, "wx");
    await file.writeFile(bytes);
    await file.sync();
    await chmod(aside, mode);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
