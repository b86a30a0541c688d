import { basename } from "node:path";
import { run } from "./cli/run.ts";
import { COMMIT, COMMIT_DATE, VERSION } from "./version.ts";

// Before anything is written: every file that hiloop makes is its owner's alone.
process.umask(0o077);
process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-v")) {
    // biome-ignore lint/suspicious/noConsole: process.stdout would cost more than all the rest
    console.log(`hiloop ${VERSION} (${COMMIT}, ${COMMIT_DATE.slice(0, 10)})`);
    return 0;
  }
  return await run(basename(process.argv0).startsWith("hiloop-mcp") ? ["mcp", ...args] : args);
}
