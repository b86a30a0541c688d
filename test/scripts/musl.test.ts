import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { compileHiloop } from "../../scripts/build/compile-hiloop.ts";
import { emptyHome } from "../helpers/binary.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const LIBRARIES = ["/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/lib/x86_64-linux-gnu/libgcc_s.so.1"];
const canRun =
  process.arch === "x64" &&
  Bun.which("musl-gcc") !== null &&
  existsSync("/lib/ld-musl-x86_64.so.1") &&
  LIBRARIES.every((library) => existsSync(library));

/** Debian has musl, but no libstdc++ for it: its own one serves, with what glibc would add to it in a library of ours. */
function borrowLibraries(folder: string): void {
  for (const library of LIBRARIES) copyFileSync(library, join(folder, library.split("/").at(-1) ?? ""));
  const shim = join(folder, "ld-linux-x86-64.so.2");
  const { exitCode, stderr } = Bun.spawnSync([
    "musl-gcc",
    "-shared",
    "-fPIC",
    "-o",
    shim,
    join(import.meta.dir, "musl-shim.c"),
  ]);
  expect(stderr.toString()).toBe("");
  expect(exitCode).toBe(0);
}

describe.skipIf(!canRun)("the binary for linux-x64-musl, under musl's loader with borrowed libraries", () => {
  test("goes through the whole demo: question, server, inbox, answer", async () => {
    await using folder = await tempDir();
    borrowLibraries(folder.path);
    const hiloop = join(folder.path, "hiloop");
    await compileHiloop({ target: "linux-x64-musl", outfile: hiloop });
    await using home = await emptyHome({ LD_LIBRARY_PATH: folder.path });

    const { stdout, stderr, exitCode } = Bun.spawnSync([hiloop, "demo"], { env: home.env, cwd: home.work });
    Bun.spawnSync([hiloop, "stop"], { env: home.env, cwd: home.work });

    expect(stderr.toString()).toContain("approve (simulated)");
    expect(stdout.toString()).toBe("approve\n");
    expect(exitCode).toBe(0);
  });
});
