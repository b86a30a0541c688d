import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { MadeUpRelease } from "../helpers/made-up-release.ts";
import type { Outcome } from "../helpers/run-command.ts";
import { type RunOptions, type Sandbox, sandbox } from "../local/sandbox.ts";

/** A version of a made-up release, installed in a home of its own as install.sh does it. */
export type Installed = AsyncDisposable & {
  home: Sandbox;
  bin: string;
  hiloop: string;
  /** Runs the installed hiloop. */
  run(args: string[], options?: RunOptions): Promise<Outcome>;
  /** What the executable, or its neighbour of that name, says that it is. */
  version(name?: string): string | undefined;
  files(): string[];
};

export async function installed(release: MadeUpRelease, version: string): Promise<Installed> {
  const home = await sandbox({ HILOOP_DOWNLOAD_BASE: release.base });
  // Others may look in, for the tests that run as somebody else.
  chmodSync(home.folder, 0o755);
  const bin = join(home.folder, "bin");
  mkdirSync(bin, { mode: 0o755 });
  const hiloop = join(bin, "hiloop");
  linkSync(release.executable(version), hiloop);
  symlinkSync("hiloop", join(bin, "hiloop-mcp"));
  return {
    home,
    bin,
    hiloop,
    run: (args, options) => home.run(args, { program: [hiloop], ...options }),
    version: (name = "hiloop") => versionOf(join(bin, name)),
    files: () => readdirSync(bin).sort(),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

export const UNTOUCHED = ["hiloop", "hiloop-mcp"];

function versionOf(path: string): string | undefined {
  if (!existsSync(path) || !lstatSync(path).isFile()) return undefined;
  const { exitCode, stdout } = Bun.spawnSync([path, "--version"], { env: {} });
  return exitCode === 0 ? /^hiloop (\S+)/.exec(stdout.toString())?.[1] : undefined;
}
