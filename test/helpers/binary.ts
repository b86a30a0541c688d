import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Outcome, runCommand } from "./run-command.ts";

/** The compiled executable that the tests drive; scripts/test.sh builds it and says where it is. */
export const BINARY = process.env.HILOOP_TEST_BINARY ?? resolve(import.meta.dir, "../../dist/hiloop");

/** An empty home and working folder of one test. Leaving it stops the local server that lives there, if any. */
export type Home = AsyncDisposable & {
  folder: string;
  work: string;
  /** What an MCP client passes on: almost nothing. */
  env: Record<string, string>;
  run(args: string[], env?: Record<string, string>): Promise<Outcome>;
};

export async function emptyHome(extra: Record<string, string> = {}): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "hiloop-home-"));
  const work = await mkdtemp(join(tmpdir(), "hiloop-work-"));
  const env = { HOME: folder, PATH: "/usr/bin:/bin", HILOOP_OPEN: "never", ...extra };
  const run: Home["run"] = async (args, more = {}) => {
    return await runCommand([BINARY, ...args], { cwd: work, env: { ...env, ...more } });
  };
  return {
    folder,
    work,
    env,
    run,
    async [Symbol.asyncDispose]() {
      await run(["stop"]);
      await Promise.all([folder, work].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}
