import { readFile } from "node:fs/promises";
import { type ExpectedMacBinary, macSignatureProblems } from "./mac-signature-problems.ts";

/** What is wrong with the signature of the macOS executable at `path`, in sentences; empty when it is valid. */
export async function checkMacSignature(path: string, expected?: ExpectedMacBinary): Promise<string[]> {
  return macSignatureProblems(await readFile(path), expected);
}
