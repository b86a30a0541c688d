import { readFile } from "node:fs/promises";
import { type ExpectedWindowsBinary, windowsBinaryProblems } from "./windows-binary-problems.ts";

/** What is wrong with the Windows executable at `path`, in sentences; empty when all is well. */
export async function checkWindowsBinary(path: string, expected?: ExpectedWindowsBinary): Promise<string[]> {
  return windowsBinaryProblems(await readFile(path), expected);
}
