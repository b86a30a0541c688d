import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { ReleaseFolder } from "../../scripts/release/release-folder.ts";
import { writeChecksums } from "../../scripts/release/write-checksums.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

/** Makes a release of two files in a folder `out`. */
async function release(folder: TempDir, content = "one"): Promise<string> {
  const out = join(folder.path, "out");
  using making = new ReleaseFolder(out);
  making.add("hiloop.txt", content);
  making.add("npm/hiloop.tgz", content);
  for (const name of await writeChecksums(making.path, "1.0.0", making.files(), undefined))
    making.adopt(name);
  making.finish();
  return out;
}

test("a release takes the place of an earlier one", async () => {
  await using folder = await tempDir();
  await release(folder);
  await Bun.write(join(folder.path, "out/SHA256SUMS.minisig"), "signed later\n");
  const out = await release(folder, "two");
  expect(await Bun.file(join(out, "npm/hiloop.tgz")).text()).toBe("two");
  expect(readdirSync(folder.path)).toEqual(["out"]);
  expect(readdirSync(out).sort()).toEqual(["SHA256SUMS", "hiloop.txt", "npm"]);
});

const MINE: [name: string, put: (out: string) => Promise<unknown>, named: string][] = [
  ["a file beside it", (out) => Bun.write(join(out, "notes.txt"), "mine"), "name notes.txt"],
  ["a hidden file", (out) => Bun.write(join(out, ".env"), "mine"), "name .env"],
  ["a file in a folder of it", (out) => Bun.write(join(out, "npm/mine"), "mine"), "name npm/mine"],
  ["an empty folder", (out) => mkdir(join(out, "photos")), "name photos/"],
  ["a link", (out) => symlink("/", join(out, "elsewhere")), "name the link or device elsewhere"],
];

test.each(MINE)("a release with %s is not removed", async (_name, put, named) => {
  await using folder = await tempDir();
  const out = await release(folder);
  await put(out);
  const before = readdirSync(out);
  // At once, not after everything was built.
  expect(() => new ReleaseFolder(out)).toThrow(`(SHA256SUMS does not ${named})`);
  expect(readdirSync(out)).toEqual(before);
  expect(readdirSync(folder.path)).toEqual(["out"]);
});

test("somebody's download folder with checksums of something else is not removed", async () => {
  await using folder = await tempDir();
  const out = join(folder.path, "out");
  await Bun.write(join(out, "SHA256SUMS"), `${"0".repeat(64)}  debian.iso\n`);
  await Bun.write(join(out, "thesis.odt"), "mine");
  await expect(release(folder)).rejects.toThrow("holds something other than a release");
  expect(readdirSync(out).sort()).toEqual(["SHA256SUMS", "thesis.odt"]);

  await using other = await tempDir();
  await Bun.write(join(other.path, "out"), "a file");
  await expect(release(other)).rejects.toThrow("it is no folder");
});

test("what was put there while the release was made stays, and the release is not", async () => {
  await using folder = await tempDir();
  const out = await release(folder);
  {
    using making = new ReleaseFolder(out);
    making.add("hiloop.txt", "two");
    await Bun.write(join(out, "notes.txt"), "mine");
    expect(() => making.finish()).toThrow("does not name notes.txt");
  }
  expect(await Bun.file(join(out, "notes.txt")).text()).toBe("mine");
  expect(readdirSync(folder.path)).toEqual(["out"]);
});
