import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkLinuxBinary } from "../../../scripts/linux/check-linux-binary.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

const BUILDS = [
  { machine: "x64", libc: "glibc", interpreter: "/lib64/ld-linux-x86-64.so.2" },
  { machine: "arm64", libc: "glibc", interpreter: "/lib/ld-linux-aarch64.so.1" },
  { machine: "x64", libc: "musl", interpreter: "/lib/ld-musl-x86_64.so.1" },
  { machine: "arm64", libc: "musl", interpreter: "/lib/ld-musl-aarch64.so.1" },
] as const;

let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir();
  await writeFile(join(folder.path, "program.ts"), 'console.log("hello");\n');
});

afterAll(() => folder[Symbol.asyncDispose]());

describe.each(BUILDS)(
  "a program compiled for Linux on $machine with $libc",
  ({ machine, libc, interpreter }) => {
    let compiled: string;

    beforeAll(async () => {
      compiled = join(folder.path, `${machine}-${libc}`);
      await Bun.build({
        entrypoints: [join(folder.path, "program.ts")],
        compile: { target: `bun-linux-${machine}${libc === "musl" ? "-musl" : ""}`, outfile: compiled },
      });
    }, 60_000);

    test("needs nothing that such a system does not have", async () => {
      const { neededLibraries, ...binary } = await checkLinuxBinary(compiled, { machine, libc });
      const newestGlibc = libc === "glibc" ? "2.17" : undefined;
      expect(binary).toEqual({ problems: [], machine, libc, interpreter, newestGlibc });
      expect(neededLibraries).toContain(
        libc === "glibc" ? "libc.so.6" : `libc.musl-${machine === "x64" ? "x86_64" : "aarch64"}.so.1`,
      );
      expect(neededLibraries.includes("libstdc++.so.6")).toBe(libc === "musl");
    });

    test("is found to be for another processor or another C library", async () => {
      const other = {
        machine: machine === "x64" ? "arm64" : "x64",
        libc: libc === "musl" ? "glibc" : "musl",
      } as const;
      expect((await checkLinuxBinary(compiled, other)).problems).toEqual([
        `it is for ${machine}, not ${other.machine}`,
        `it is for ${libc}, not ${other.libc}`,
      ]);
    });
  },
);

describe("what is wrong is named", () => {
  const original = async () => readFile(join(folder.path, "x64-glibc"));

  test.each([
    ["a newer glibc", "GLIBC_2.17\0", "GLIBC_2.38\0", "it needs GLIBC_2.38"],
    ["a version of no number", "GLIBC_2.17\0", "GLIBC_NEWS\0", "it needs GLIBC_NEWS"],
    ["another library", "libdl.so.2\0", "libxy.so.2\0", "it needs libxy.so.2"],
    ["another loader", "/lib64/ld-linux-x", "/lib65/ld-linux-x", "cannot load it"],
    ["no program", "\n---- Bun! ----\n", "\n---- Nub! ----\n", "it holds no program of Bun's"],
  ])("%s", async (_, from, to, problem) => {
    const bytes = await original();
    const changed = join(folder.path, "changed");
    const at = problem.includes("program") ? bytes.lastIndexOf(from) : bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    bytes.write(to, at, "latin1");
    await writeFile(changed, bytes);
    expect((await checkLinuxBinary(changed)).problems.join()).toContain(problem);
  });

  test("a file that is cut off, or none of Linux's", async () => {
    const cut = join(folder.path, "cut");
    await copyFile(join(folder.path, "x64-glibc"), cut);
    for (const length of [-1, -100_000].map((less) => Bun.file(cut).size + less).concat(1000, 10, 0)) {
      await truncate(cut, length);
      expect((await checkLinuxBinary(cut)).problems).toEqual(["it is cut off, or damaged"]);
    }
    await writeFile(cut, "#!/bin/sh\nexit 0\n".padEnd(100));
    expect((await checkLinuxBinary(cut)).problems).toEqual(["it is not a 64-bit little-endian ELF file"]);
  });
});

test.skipIf(Bun.which("readelf") === null)("what is read is what readelf of binutils reads", async () => {
  const path = join(folder.path, "x64-glibc");
  const { stdout } = Bun.spawnSync([
    "readelf",
    "--wide",
    "--dynamic",
    "--program-headers",
    "--version-info",
    path,
  ]);
  const text = stdout.toString();
  const { interpreter, neededLibraries, newestGlibc } = await checkLinuxBinary(path);
  expect(text).toContain(`[Requesting program interpreter: ${interpreter}]`);
  expect([...text.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name)).toEqual(neededLibraries);
  const versions = [...text.matchAll(/Name: GLIBC_([\d.]+)/g)].map(([, version]) => version ?? "");
  expect(versions.sort(Bun.semver.order).at(-1)).toBe(newestGlibc);
});
