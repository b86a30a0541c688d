import { join, resolve } from "node:path";
import { commitOf } from "../../scripts/build/stamp.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { type Outcome, runCommand } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** Runs scripts/release.ts as a maintainer does. */
export async function release(args: string[]): Promise<Outcome> {
  return await runCommand([process.execPath, "scripts/release.ts", ...args], { cwd: ROOT });
}

export type TrialRelease = AsyncDisposable & {
  folder: string;
  /** Of a file in it. */
  path(name: string): string;
  listing: string;
  /** What it was made from. */
  source: { commit: string; date: string };
};

/** A release for this machine alone, packed quickly, and signed with a key made for it when `signed` names its files. */
export async function trialRelease(
  signed: { publicKeyFile: string; secretKeyFile: string } | undefined,
): Promise<TrialRelease> {
  const scratch = await tempDir();
  const folder = join(scratch.path, "release");
  const signing = signed
    ? ["--minisign-key", signed.secretKeyFile, "--release-key", signed.publicKeyFile]
    : [];
  const source = commitOf(ROOT);
  const made = await release([
    ...["--target", hostTarget(), "--allow-dirty", "--quick", "--out", folder],
    ...signing,
  ]);
  if (made.code !== 0) throw new Error(made.err);
  return {
    folder,
    path: (name) => join(folder, name),
    listing: made.out,
    source,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}
