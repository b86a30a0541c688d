import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { bunParts } from "../../scripts/release/licences/bun-parts.ts";
import { partTexts, WITHOUT_TEXT } from "../../scripts/release/licences/bun-texts.ts";
import { bundledPackages } from "../../scripts/release/licences/bundled-packages.ts";
import { thirdPartyLicences } from "../../scripts/release/licences/third-party.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

/** A checkout with one package in node_modules, and another version of it inside that of "outer". */
async function checkout(change: { license?: string; version?: string } = {}): Promise<TempDir> {
  const folder = await tempDir();
  const write = async (path: string, license: string, version: string) => {
    const name = "left";
    await Bun.write(join(folder.path, path, "package.json"), JSON.stringify({ name, version, license }));
    await Bun.write(
      join(folder.path, path, "LICENSE"),
      `Copyright of left ${version}\r\nDo as you like.\r\n`,
    );
  };
  await write("node_modules/left", change.license ?? "MIT", change.version ?? "1.0.0");
  await write("node_modules/outer/node_modules/left", "ISC", "2.0.0");
  const packages = {
    left: ["left@1.0.0", "", {}, `sha512-${btoa("one")}`],
    "outer/left": ["left@2.0.0", "", {}, `sha512-${btoa("two")}`],
  };
  await Bun.write(join(folder.path, "bun.lock"), `${JSON.stringify({ packages }).slice(0, -1)},}`);
  return folder;
}

test("two versions of a package are told apart, each with its own licence and hash", async () => {
  await using folder = await checkout();
  const found = bundledPackages(folder.path, ["left", "outer/node_modules/left"]);
  expect(found.map(({ version, licence, sha512 }) => [version, licence, atob(sha512)])).toEqual([
    ["1.0.0", "MIT", "one"],
    ["2.0.0", "ISC", "two"],
  ]);
  const text = thirdPartyLicences(found, bunParts());
  expect(text).toContain("Copyright of left 1.0.0\nDo as you like.");
  expect(text).toContain("Copyright of left 2.0.0\nDo as you like.");
});

test("a licence that nobody judged, a missing text, and a version that bun.lock does not have stop the release", async () => {
  await using copyleft = await checkout({ license: "AGPL-3.0" });
  expect(() => bundledPackages(copyleft.path, ["left"])).toThrow(
    "left is in the program: its licence is AGPL-3.0",
  );

  await using unlicensed = await checkout();
  await Bun.write(
    join(unlicensed.path, "node_modules/left/package.json"),
    JSON.stringify({ name: "left", version: "1.0.0" }),
  );
  expect(() => bundledPackages(unlicensed.path, ["left"])).toThrow("left is in the program: ");

  await using bare = await checkout();
  await rm(join(bare.path, "node_modules/left/LICENSE"));
  expect(() => bundledPackages(bare.path, ["left"])).toThrow("it has no licence file");

  await using other = await checkout({ version: "1.0.1" });
  expect(() => bundledPackages(other.path, ["left"])).toThrow("bun.lock has left@1.0.0");
});

test("packages with the same text share it", async () => {
  await using folder = await checkout();
  const [left] = bundledPackages(folder.path, ["left"]);
  if (!left) throw new Error("left was not found");
  const text = thirdPartyLicences([left, { ...left, name: "right" }], bunParts());
  expect(text.split("Do as you like.")).toHaveLength(2);
  expect(text).toMatch(/^left 1\.0\.0 .*\nright 1\.0\.0 /m);
});

test("what Bun contains is told from the pinned Bun's own list, JavaScriptCore first", () => {
  const { libraries, polyfills } = bunParts();
  expect(libraries[0]).toMatchObject({ licence: "LGPL-2.0-or-later" });
  const names = libraries.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["boringssl", "mimalloc", "tinycc"]));
  expect(polyfills.length).toBeGreaterThan(10);
  for (const part of [...libraries, ...polyfills]) expect(part.licence).not.toBe("");
});

test("everything in Bun has its licence in the file, or is named there as missing", () => {
  const bun = bunParts();
  const parts = [...bun.libraries, ...bun.polyfills, ...bun.derived].map(partTexts);
  const missing = parts.filter(({ complete }) => !complete).map(({ part }) => part.name);
  expect(missing.sort()).toEqual([...WITHOUT_TEXT].sort());
  const text = thirdPartyLicences([], bun);
  const [, said = ""] =
    /Missing are the licence texts and notices of these.*?\n\n(.*?)\n\n=/s.exec(text) ?? [];
  for (const name of WITHOUT_TEXT) expect(said).toContain(`- ${name}: `);
  expect(said.match(/^- /gm)).toHaveLength(WITHOUT_TEXT.length);
  for (const { part, texts, complete } of parts) {
    if (complete)
      expect(texts.map((each) => [part.name, each.length > 200])).toContainEqual([part.name, true]);
    for (const each of texts) expect(text).toContain(each);
  }
});

test("a library that is new in Bun, and has no text here, stops the release", () => {
  const bun = bunParts();
  const libfoo = { name: "libfoo", link: "https://foo.example.com", licence: "MIT" };
  const text = () => thirdPartyLicences([], { ...bun, libraries: [...bun.libraries, libfoo] });
  expect(text).toThrow("Bun contains libfoo, and there is no scripts/release/licences/texts/bun/libfoo.txt");
});
