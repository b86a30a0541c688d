import { join } from "node:path";
import { childEnvironment } from "./child.ts";
import type { Bench } from "./row.ts";

const SCRIPTS = join(import.meta.dir, "..");

/** Compiles a program of `scripts/bench/programs` exactly as hiloop itself is compiled, and gives the executable's path. */
export function compileProgram(bench: Bench, name: string): string {
  const entry = join(import.meta.dir, "programs", `${name}.ts`);
  const outfile = join(bench.cache, name);
  const command = [process.execPath, join(SCRIPTS, "build.ts"), "--entry", entry, "--outfile", outfile];
  const { exitCode, stderr } = Bun.spawnSync(command, { stdout: "ignore", env: childEnvironment() });
  if (exitCode !== 0) throw new Error(`${name} could not be compiled: ${stderr.toString()}`);
  settleDisk();
  return outfile;
}

/** A fresh executable is still being written back to the disk, which shows in the first starts. */
export function settleDisk(): void {
  Bun.spawnSync(["sync"]);
}

/** The command that runs a program of `scripts/bench/programs` from source. */
export function programCommand(name: string, ...args: string[]): string[] {
  return [process.execPath, join(import.meta.dir, "programs", `${name}.ts`), ...args];
}
