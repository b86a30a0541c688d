import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFile, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkWindowsBinary } from "../../../scripts/windows/check-windows-binary.ts";
import { dressWindowsBinary } from "../../../scripts/windows/dress-windows-binary.ts";
import { windowsBinaryProblems } from "../../../scripts/windows/windows-binary-problems.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

const PROGRAM = `console.log("${"0123456789abcdef".repeat(5000)}");\n`;
const VERSION = "1.22.333";

describe.each(["x64", "arm64"] as const)("a program compiled for Windows on %s", (machine) => {
  const expected = { machine, version: VERSION };
  let folder: TempDir;
  let compiled: string;
  let dressed: string;
  let bytes: Buffer;

  beforeAll(async () => {
    folder = await tempDir();
    const entry = join(folder.path, "program.ts");
    await writeFile(entry, PROGRAM);
    compiled = join(folder.path, "compiled.exe");
    await Bun.build({
      entrypoints: [entry],
      compile: { target: `bun-windows-${machine}`, outfile: compiled },
    });
    dressed = join(folder.path, "dressed.exe");
    await copyFile(compiled, dressed);
    await dressWindowsBinary(dressed, { version: VERSION });
    bytes = await readFile(dressed);
  }, 60_000);

  afterAll(() => folder[Symbol.asyncDispose]());

  test("has our icon and version once it is dressed, and Bun's before", async () => {
    expect(await checkWindowsBinary(dressed, expected)).toEqual([]);
    expect(await checkWindowsBinary(compiled, expected)).toContain("it calls itself Bun");
  });

  test("is found to be another version or for another processor", () => {
    const other = { machine: machine === "x64" ? "arm64" : "x64", version: "1.22.334" } as const;
    expect(windowsBinaryProblems(bytes, other)).toEqual([
      `it is for ${machine}, not ${other.machine}`,
      "its version is 1.22.333, not 1.22.334",
    ]);
  });

  test("keeps its program, byte for byte, and its permissions", async () => {
    const before = await readFile(compiled);
    const program = (file: Buffer) => file.subarray(file.lastIndexOf("0123456789abcdef".repeat(5000)));
    expect(program(bytes).length).toBeGreaterThan(80_000);
    expect(program(bytes).equals(program(before))).toBe(true);
    // Bun's runtime up to its resources; the headers lie in the first kilobyte.
    const resources = bytes.indexOf("VS_VERSION_INFO", 0, "utf16le") - 100_000;
    expect(bytes.subarray(1024, resources).equals(before.subarray(1024, resources))).toBe(true);
    expect((await stat(dressed)).mode).toBe((await stat(compiled)).mode);
  });

  test("dressed again is the same bytes", async () => {
    const again = join(folder.path, "again.exe");
    await copyFile(dressed, again);
    await dressWindowsBinary(again, { version: VERSION });
    expect(Bun.hash(await readFile(again))).toBe(Bun.hash(bytes));
    await Bun.file(again).delete();
  });

  test.each(["1.2", "v1.2.3", "1.2.3 ", ""])("has no version %p, and stays as it is", async (version) => {
    await expect(dressWindowsBinary(dressed, { version })).rejects.toThrow("is no version");
    expect(Bun.hash(await readFile(dressed))).toBe(Bun.hash(bytes));
  });

  test("can be a prerelease", async () => {
    const prerelease = join(folder.path, "prerelease.exe");
    await copyFile(dressed, prerelease);
    await dressWindowsBinary(prerelease, { version: "2.0.0-rc.1" });
    expect(await checkWindowsBinary(prerelease, { machine, version: "2.0.0-rc.1" })).toEqual([]);
    await Bun.file(prerelease).delete();
  });

  test("cut off is found, and is not dressed", async () => {
    const cut = join(folder.path, "cut.exe");
    await copyFile(dressed, cut);
    for (const length of [bytes.length - 1, bytes.length - 100_000, 5000, 300, 0]) {
      await truncate(cut, length);
      expect(await checkWindowsBinary(cut)).not.toEqual([]);
      await expect(dressWindowsBinary(cut, { version: VERSION })).rejects.toThrow("cannot be given an icon");
      expect((await stat(cut)).size).toBe(length);
    }
    await Bun.file(cut).delete();
  });

  test("with one bit changed is found by its checksum, wherever it is", () => {
    for (const at of [0.1, 0.5, 0.99]) {
      expect(windowsBinaryProblems(changed(bytes, Math.floor(bytes.length * at)))).toEqual([
        "the checksum is wrong",
      ]);
    }
  });

  test("is told what is wrong in its headers, its program and its resources", () => {
    const pe = bytes.readUInt32LE(60);
    const lastHeader = bytes.indexOf(Buffer.from(".bun\0\0\0\0"), pe);
    const programAt = bytes.readUInt32LE(lastHeader + 20);
    const problemsAt = (at: number) => windowsBinaryProblems(changed(bytes, at), expected);
    expect(problemsAt(0)).toContain("it is not a Windows executable");
    expect(problemsAt(pe + 24)).toContain("it is not a 64-bit executable");
    expect(problemsAt(pe + 24 + 68)).toContain("it is not a console program");
    expect(problemsAt(pe + 24 + 58)).toContain("the size of the image is not that of its sections");
    expect(problemsAt(lastHeader)).toContain("there are no .bun sections");
    expect(problemsAt(lastHeader + 13)).toContain(".bun does not follow the section before it in memory");
    expect(problemsAt(lastHeader + 21)).toContain(".bun does not follow the section before it in the file");
    expect(problemsAt(programAt).join()).toContain("the program says it has");
    expect(problemsAt(bytes.lastIndexOf("---- Bun! ----"))).toContain(
      "the program does not end with Bun's mark",
    );
    expect(problemsAt(bytes.lastIndexOf(Buffer.from("hiloop", "utf16le")))).toContain(
      "it wants to be iiloop.exe",
    );
    expect(problemsAt(bytes.lastIndexOf("IHDR") - 12)).toContain(
      "the icon of 256 pixels is not a PNG of that size",
    );
  });

  test("with bytes behind its program is found, and is not dressed", async () => {
    const longer = join(folder.path, "longer.exe");
    await writeFile(longer, Buffer.concat([bytes, Buffer.alloc(512)]));
    expect((await checkWindowsBinary(longer)).join()).toContain("the sections end at byte");
    await expect(dressWindowsBinary(longer, { version: VERSION })).rejects.toThrow(
      "something follows its .bun",
    );
    await Bun.file(longer).delete();
  });
});

test("what is no Windows executable stays as it is", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "hiloop.exe");
  await writeFile(path, "MZ, said the text file".padEnd(100));
  await expect(dressWindowsBinary(path, { version: "1.2.3" })).rejects.toThrow("cannot be given an icon");
  expect(await readFile(path, "utf8")).toStartWith("MZ, said the text file");
  expect([...new Bun.Glob("*").scanSync(folder.path)]).toEqual(["hiloop.exe"]);
});

function changed(bytes: Buffer, at: number): Buffer {
  const other = Buffer.from(bytes);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}
