import { join } from "node:path";
import { compileHiloop } from "../build/compile-hiloop.ts";
import { TARGETS, type TargetName } from "../build/targets.ts";
import { checkBinary } from "./check-binary.ts";
import type { ReleaseOptions } from "./release-options.ts";

export type Built = {
  binaries: ReadonlyMap<TargetName, string>;
  /** The npm packages that are in any of them, as folders below node_modules. */
  packages: string[];
};

/** Builds and checks an executable for each target, below `folder`. A wrong one stops the release. */
export async function buildTargets(
  { source, targets, publicKeyFile }: Pick<ReleaseOptions, "source" | "targets" | "publicKeyFile">,
  folder: string,
): Promise<Built> {
  const binaries = new Map<TargetName, string>();
  const packages = new Set<string>();
  for (const target of targets) {
    const outfile = join(folder, target, TARGETS[target].executable);
    const compiled = await compileHiloop({ target, outfile, releaseKeyFile: publicKeyFile });
    await checkBinary(target, outfile, source);
    binaries.set(target, outfile);
    for (const name of compiled.packages) packages.add(name);
  }
  return { binaries, packages: [...packages].sort() };
}
