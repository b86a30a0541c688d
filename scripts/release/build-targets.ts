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

/** Builds and checks an executable for each target, below `folder`, around these runtimes. A wrong one stops the release. */
export async function buildTargets(
  { source, targets, publicKeyFile }: Pick<ReleaseOptions, "source" | "targets" | "publicKeyFile">,
  runtimes: ReadonlyMap<TargetName, string>,
  folder: string,
  compile: typeof compileHiloop = compileHiloop,
): Promise<Built> {
  const binaries = new Map<TargetName, string>();
  const packages = new Set<string>();
  for (const target of targets) {
    const outfile = join(folder, target, TARGETS[target].executable);
    const runtime = runtimes.get(target);
    if (runtime === undefined) throw new Error(`There is no runtime for ${target}.`);
    const compiled = await compile({ target, runtime, outfile, releaseKeyFile: publicKeyFile });
    await checkBinary(target, outfile, source);
    binaries.set(target, outfile);
    for (const name of compiled.packages) packages.add(name);
  }
  return { binaries, packages: [...packages].sort() };
}
