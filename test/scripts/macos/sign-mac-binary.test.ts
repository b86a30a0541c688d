import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFile, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkMacSignature } from "../../../scripts/macos/check-mac-signature.ts";
import { macSignatureProblems } from "../../../scripts/macos/mac-signature-problems.ts";
import { signMacBinary } from "../../../scripts/macos/sign-mac-binary.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

const IDENTIFIER = "org.example.hiloop";
// Larger than the room that Bun's runtime keeps for a program, so that everything behind it moves.
const PROGRAM = `console.log("${"0123456789abcdef".repeat(5000)}");\n`;

describe.each(["x64", "arm64"] as const)("a program compiled for macOS on %s", (cpu) => {
  let folder: TempDir;
  let compiled: string;
  let signed: string;

  beforeAll(async () => {
    folder = await tempDir();
    const entry = join(folder.path, "program.ts");
    await writeFile(entry, PROGRAM);
    compiled = join(folder.path, "compiled");
    await Bun.build({ entrypoints: [entry], compile: { target: `bun-darwin-${cpu}`, outfile: compiled } });
    signed = join(folder.path, "signed");
    await copyFile(compiled, signed);
    await signMacBinary(signed, IDENTIFIER);
  }, 60_000);

  afterAll(() => folder[Symbol.asyncDispose]());

  test("is validly signed once it is signed here, by the name given", async () => {
    expect(await checkMacSignature(signed, { machine: cpu, identifier: IDENTIFIER })).toEqual([]);
    expect(await checkMacSignature(signed, { identifier: "org.example.other" })).toEqual([
      "the identifier is org.example.hiloop, not org.example.other",
    ]);
  });

  test("is not taken for validly signed as Bun leaves it", async () => {
    expect(await checkMacSignature(compiled, { identifier: IDENTIFIER })).not.toEqual([]);
  });

  test("keeps its code, its permissions, and nothing beside it", async () => {
    const [before, after] = await Promise.all([readFile(compiled), readFile(signed)]);
    // Signing changes sizes in the load commands, which lie in the first page.
    const codeEnd = after.indexOf(Uint8Array.from([0xfa, 0xde, 0x0c, 0xc0]), after.length - 2_000_000);
    expect(after.subarray(16_384, codeEnd).equals(before.subarray(16_384, codeEnd))).toBe(true);
    expect((await stat(signed)).mode).toBe((await stat(compiled)).mode);
    expect([...new Bun.Glob("*").scanSync(folder.path)].sort()).toEqual(["compiled", "program.ts", "signed"]);
  });

  test("keeps what the runtime is entitled to, if the signature said so", async () => {
    const [before, after] = await Promise.all([readFile(compiled), readFile(signed)]);
    const claim = "<key>com.apple.security.cs.allow-jit</key>";
    expect(after.includes(claim)).toBe(before.includes(claim));
  });

  test("signed again is the same bytes", async () => {
    const again = join(folder.path, "again");
    await copyFile(signed, again);
    await signMacBinary(again, IDENTIFIER);
    expect(Bun.hash(await readFile(again))).toBe(Bun.hash(await readFile(signed)));
    await Bun.file(again).delete();
  });

  test("cut off anywhere is found, and is not signed", async () => {
    const { size } = await stat(signed);
    const cut = join(folder.path, "cut");
    await copyFile(signed, cut);
    for (const length of [size - 1, size - 100_000, 20_000, 100, 0]) {
      await truncate(cut, length);
      expect(await checkMacSignature(cut)).not.toEqual([]);
      await expect(signMacBinary(cut, IDENTIFIER)).rejects.toThrow("cannot be signed");
    }
    await Bun.file(cut).delete();
  });

  test("changed in its first, a middle or its last page is found", async () => {
    const bytes = await readFile(signed);
    const codeEnd = bytes.indexOf(Uint8Array.from([0xfa, 0xde, 0x0c, 0xc0]), bytes.length - 2_000_000);
    for (const at of [24, 5000, Math.floor(codeEnd / 2), codeEnd - 1]) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(macSignatureProblems(other)).not.toEqual([]);
    }
  });
});
