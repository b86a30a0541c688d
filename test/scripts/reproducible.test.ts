import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CryptoHasher, spawnSync } from "bun";
import { TARGETS } from "../../scripts/build/targets.ts";

const ROOT = join(import.meta.dir, "..", "..");
const BUILT = ["linux-arm64", "darwin-x64", "windows-x64"] as const;

let folder: string;

beforeAll(() => {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  folder = mkdtempSync(join(ROOT, "dist", ".test-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sources and the libraries, somewhere else. The libraries as hard links: they are many, and nothing changes them. */
function checkout(name: string): string {
  const copy = join(folder, name);
  mkdirSync(copy, { recursive: true });
  for (const part of ["src", "scripts", "package.json", "tsconfig.json", "LICENSE"]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  expect(spawnSync(["cp", "-Rl", join(ROOT, "node_modules"), join(copy, "node_modules")]).exitCode).toBe(0);
  return copy;
}

async function buildAll(root: string): Promise<Record<string, string>> {
  const args = BUILT.flatMap((target) => ["--target", target]);
  const { exitCode, stderr } = spawnSync([process.execPath, "scripts/build.ts", ...args], { cwd: root });
  // Bun may have said that it fetches the runtimes.
  expect(exitCode === 0 ? "" : stderr.toString()).toBe("");
  const sums = BUILT.map(async (target) => {
    const content = await Bun.file(join(root, "dist", target, TARGETS[target].executable)).bytes();
    return [target, new CryptoHasher("sha256").update(content).digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}

test("equal sources in two different folders give equal bytes, for each kind of system", async () => {
  const here = checkout("a");
  const there = checkout(join("somewhere", "much deeper"));

  const first = await buildAll(here);
  const second = await buildAll(there);

  expect(second).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(BUILT.length);
  rmSync(join(here, "dist"), { recursive: true });
  expect(await buildAll(here)).toEqual(first);
}, 120_000);
