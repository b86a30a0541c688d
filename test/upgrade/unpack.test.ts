import { expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packTarGz, packZip } from "../../scripts/release/archive.ts";
import { unpack } from "../../src/upgrade/unpack.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const OPTIONS = { time: new Date("2026-01-01"), quick: true };
const file = (name: string, content: string) => ({ name, content: Buffer.from(content), executable: true });
const FILES = [file("LICENSE", "MIT"), file("hiloop", "the program"), file("README.md", "read me")];

test("of a tar archive just the program is unpacked", async () => {
  await using folder = await tempDir();
  const archive = { name: "hiloop.tar.gz", content: await packTarGz(FILES, OPTIONS) };
  const path = await unpack(archive, "hiloop", folder.path);
  expect(await Bun.file(path).text()).toBe("the program");
  expect(readdirSync(folder.path)).toEqual(["hiloop"]);
});

test("of a zip archive just the program is unpacked", async () => {
  await using folder = await tempDir();
  const files = FILES.map((each) => ({ ...each, name: each.name === "hiloop" ? "hiloop.exe" : each.name }));
  const path = await unpack(
    { name: "hiloop.zip", content: packZip(files, OPTIONS) },
    "hiloop.exe",
    folder.path,
  );
  expect(await Bun.file(path).text()).toBe("the program");
  expect(readdirSync(folder.path)).toEqual(["hiloop.exe"]);
});

test("an archive that is cut off anywhere, or names the program not once, is refused", async () => {
  const whole = await packTarGz(FILES, OPTIONS);
  const twice = await packTarGz([...FILES, file("hiloop", "another")], OPTIONS);
  const zip = packZip(FILES, OPTIONS);
  const archives = [
    ...[0, 1, 10, whole.length - 1].map((length) => ({ name: "a.tar.gz", content: whole.slice(0, length) })),
    { name: "a.tar.gz", content: twice },
    ...[0, 10, zip.length - 1].map((length) => ({ name: "a.zip", content: zip.slice(0, length) })),
    { name: "a.zip", content: packZip([file("../hiloop", "x"), file("sub/hiloop", "x")], OPTIONS) },
  ];
  for (const archive of archives) {
    await using folder = await tempDir();
    const unpacking = unpack(archive, "hiloop", folder.path);
    await expect(unpacking, `${archive.name}, ${archive.content.length} bytes`).rejects.toMatchObject({
      code: "tampered",
    });
  }
});

test("trouble of the disk stays what it is", async () => {
  await using folder = await tempDir();
  const archive = { name: "hiloop.tar.gz", content: await packTarGz(FILES, OPTIONS) };
  writeFileSync(join(folder.path, "file"), "");
  await expect(unpack(archive, "hiloop", join(folder.path, "file"))).rejects.toMatchObject({
    code: expect.stringMatching(/^E/),
  });
});
