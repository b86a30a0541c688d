import { readFile } from "node:fs/promises";
import { replaceFile } from "../build/replace-file.ts";
import { signedMachO } from "./signed-mach-o.ts";

/**
 * Signs a macOS executable ad hoc, in place: no certificate, but hashes over every page, without which macOS kills the
 * process. Bun leaves the runtime's own signature in what it compiles for x64, and signs for arm64 as `a.out`.
 * `identifier` names the program in the signature, such as `org.example.tool`.
 */
export async function signMacBinary(path: string, identifier: string): Promise<void> {
  const bytes = await readFile(path);
  try {
    await replaceFile(path, signedMachO(bytes, identifier));
  } catch (error) {
    throw new Error(`${path} cannot be signed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
