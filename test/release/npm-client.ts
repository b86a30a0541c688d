import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { commitOf } from "../../scripts/build/stamp.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { packPackage, tarballName } from "../../scripts/release/npm/pack-package.ts";
import { mainPackage, targetPackage } from "../../scripts/release/npm/package-files.ts";
import { BINARY, emptyHome, type Home } from "../helpers/binary.ts";

const ROOT = join(import.meta.dir, "../..");
const NODE = dirname(Bun.which("node") ?? "/usr/bin/node");

/** The tarballs of the main package and of this machine's, as a release makes them, around the tested executable. */
export async function npmTarballs(folder: string): Promise<string[]> {
  const { version, description } = packageJson;
  const time = new Date("2026-01-01");
  const source = { version, description, commit: commitOf(ROOT).commit, time };
  const packages = [
    await mainPackage(source),
    targetPackage(source, hostTarget(), await Bun.file(BINARY).bytes()),
  ];
  await mkdir(folder, { recursive: true });
  return await Promise.all(
    packages.map(async (each) => {
      const file = join(folder, tarballName(each));
      await Bun.write(file, await packPackage(each, [], { time, quick: true }));
      return file;
    }),
  );
}

export type NpmHome = Home & { npmEnv: Record<string, string> };

/** An empty home whose npm knows this registry alone, and runs no install scripts. */
export async function npmHome(registry: string): Promise<NpmHome> {
  const home = await emptyHome();
  const npmEnv = {
    ...home.env,
    PATH: `${NODE}:${home.env.PATH}`,
    npm_config_registry: registry,
    npm_config_ignore_scripts: "true",
    npm_config_update_notifier: "false",
    npm_config_audit: "false",
    npm_config_cache: join(home.folder, ".npm"),
  };
  return { ...home, npmEnv };
}

/** The processes whose command line names something in this folder. */
export function processesIn(folder: string): string[] {
  const { stdout } = Bun.spawnSync(["ps", "-eo", "pid=,args="]);
  const lines = stdout.toString().split("\n");
  return lines.filter((line) => line.includes(folder) && !line.includes("ps -eo"));
}
