import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import * as v from "valibot";
import { TARGETS, type Target, type TargetName } from "./targets.ts";

const LockSchema = v.object({ packages: v.record(v.string(), v.unknown()) });
/** Name and version, registry, facts, and the SHA-512 of the package. */
const LockedSchema = v.tuple([v.string(), v.string(), v.unknown(), v.string()]);

/**
 * Fetches Bun's own executables for these targets into a folder, by Bun's package client and with a cache of their own, so
 * that each is checked against bun.lock. What Bun fetches by itself for a cross build is compared with nothing.
 *
 * @returns the path of the executable for each target
 */
export async function fetchRuntimes(
  lockFile: string,
  targets: readonly TargetName[],
  folder: string,
): Promise<Map<TargetName, string>> {
  const { packages } = v.parse(
    LockSchema,
    parse(await Bun.file(lockFile).text(), [], { allowTrailingComma: true }),
  );
  const locked = Object.fromEntries(
    targets.map((target) => [packageOf(target), packages[packageOf(target)]]),
  );
  const dependencies = Object.fromEntries(
    Object.entries(locked).map(([name, entry]) => {
      const [nameAndVersion] = v.parse(LockedSchema, entry);
      return [name, nameAndVersion.slice(name.length + 1)];
    }),
  );
  mkdirSync(folder, { recursive: true });
  const project = { name: "runtimes", private: true, dependencies };
  await Bun.write(join(folder, "package.json"), JSON.stringify(project));
  const lock = {
    lockfileVersion: 1,
    workspaces: { "": { name: project.name, dependencies } },
    packages: locked,
  };
  await Bun.write(join(folder, "bun.lock"), JSON.stringify(lock));
  await install(folder);
  return new Map(targets.map((target) => [target, executableIn(folder, target)]));
}

async function install(folder: string): Promise<void> {
  const args = [
    "--frozen-lockfile",
    "--ignore-scripts",
    "--os=*",
    "--cpu=*",
    "--cache-dir",
    join(folder, "cache"),
  ];
  const child = Bun.spawn([process.execPath, "install", ...args], {
    cwd: folder,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const [problem, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (exitCode !== 0)
    throw new Error(`Bun's executables could not be fetched as bun.lock names them: ${problem.trim()}`);
}

function executableIn(folder: string, target: TargetName): string {
  const { platform }: Target = TARGETS[target];
  return join(folder, "node_modules", packageOf(target), "bin", platform === "win32" ? "bun.exe" : "bun");
}

function packageOf(name: TargetName): string {
  const { platform, arch, libc }: Target = TARGETS[name];
  const os = platform === "win32" ? "windows" : platform;
  return `@oven/bun-${os}-${arch === "arm64" ? "aarch64" : arch}${libc === "musl" ? "-musl" : ""}`;
}
