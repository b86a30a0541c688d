import { expect, test } from "bun:test";
import { copyFile, mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { hostTarget, TARGET_NAMES, type TargetName } from "../../scripts/build/targets.ts";
import { type ArchivedFile, packZip } from "../../scripts/release/archive.ts";
import { buildTargets } from "../../scripts/release/build-targets.ts";
import { bunParts } from "../../scripts/release/licences/bun-parts.ts";
import { bundleFiles, packBundle } from "../../scripts/release/mcpb/bundle.ts";
import { sbom } from "../../scripts/release/sbom.ts";
import { readSource, type Source } from "../../scripts/release/source.ts";
import { BINARY } from "../helpers/binary.ts";
import { runCommand } from "../helpers/run-command.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

const ROOT = resolve(import.meta.dir, "../..");
const source: Source = {
  version: "9.9.9",
  description: "Ask a person.",
  commit: "0123456789ab",
  time: new Date("2026-01-01"),
};

async function git(folder: string, ...args: string[]): Promise<void> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const { code, err } = await runCommand(["git", ...who, ...args], { cwd: folder });
  if (code !== 0) throw new Error(err);
}

async function repository(): Promise<TempDir> {
  const folder = await tempDir();
  await git(folder.path, "init", "--quiet");
  await Bun.write(join(folder.path, "kept"), "as committed\n");
  await git(folder.path, "add", "kept");
  await git(folder.path, "commit", "--quiet", "--message", "One");
  return folder;
}

test("a checkout that differs from its commit is no source of a release, except of a trial", async () => {
  await using folder = await repository();
  const read = (allowDirty = false) => readSource(folder.path, { allowDirty });
  const { commit } = read();

  await Bun.write(join(folder.path, "new"), "in no commit\n");
  expect(read).toThrow("1 files differ from the commit (new)");
  await Bun.write(join(folder.path, "kept"), "changed\n");
  expect(read).toThrow("2 files differ from the commit (kept, new)");
  expect(read(true).commit).toBe(`${commit}-dirty`);

  await using bare = await tempDir();
  expect(() => readSource(bare.path, { allowDirty: true })).toThrow("made from a git checkout");
});

test("release.ts stops at a changed checkout before it builds anything", async () => {
  await using folder = await tempDir();
  const clone = join(folder.path, "clone");
  await git(folder.path, "clone", "--quiet", "--depth=1", `file://${ROOT}`, clone);
  await symlink(join(ROOT, "node_modules"), join(clone, "node_modules"));
  await Bun.write(join(clone, "notes.txt"), "mine\n");
  const out = join(folder.path, "release");
  const { code, err } = await runCommand([process.execPath, "scripts/release.ts", "--out", out], {
    cwd: clone,
  });
  expect(code).toBe(1);
  expect(err).toMatch(/^release\.ts: 2 files differ from the commit \(node_modules, notes\.txt\): commit or/);
  expect(await Bun.file(join(out, "SHA256SUMS")).exists()).toBeFalse();
});

async function buildWith(target: TargetName, write: (outfile: string) => Promise<unknown>) {
  await using folder = await tempDir();
  const options = { source, targets: [target], publicKeyFile: join(folder.path, "none.pub") };
  const runtimes = new Map([[target, join(folder.path, "bun")]]);
  return await buildTargets(options, runtimes, folder.path, async ({ outfile }) => {
    await mkdir(dirname(outfile), { recursive: true });
    await write(outfile);
    return { packages: [] };
  });
}

test.each([...TARGET_NAMES])("an executable for %s that is none stops the release", async (target) => {
  const built = buildWith(target, (outfile) => Bun.write(outfile, "#!/bin/sh\necho hiloop\n"));
  await expect(built).rejects.toThrow(`The ${target} executable is wrong: `);
});

test("an executable that is of another version stops the release", async () => {
  const built = buildWith(hostTarget(), (outfile) => copyFile(BINARY, outfile));
  await expect(built).rejects.toThrow("instead of hiloop 9.9.9 (0123456789ab)");
});

const BUNDLES: [name: string, change: (file: ArchivedFile) => ArchivedFile[], problem: string][] = [
  [
    "with other bytes in it",
    (file) => [{ ...file, content: file.executable ? Buffer.from("other") : file.content }],
    "server/hiloop comes out of the bundle changed",
  ],
  [
    "whose program may not be executed",
    (file) => [{ ...file, executable: false }],
    "server/hiloop comes out of the bundle as no executable",
  ],
  ["without its program", (file) => (file.executable ? [] : [file]), "server/hiloop"],
  [
    "with a manifest that clients refuse",
    (file) => [file.name === "manifest.json" ? { ...file, content: Buffer.from("{}") } : file],
    "mcpb validate",
  ],
];

test.each(BUNDLES)("a bundle %s stops the release", async (_name, change, problem) => {
  const files = await bundleFiles(source, "linux-x64", Buffer.from("#!/bin/sh\n"));
  const pack = () =>
    packBundle(files, { time: source.time, quick: true }, (given, options) =>
      packZip(given.flatMap(change), options),
    );
  expect(pack).toThrow(problem);
});

test("a bill of materials that its standard's schema refuses stops the release", () => {
  const bill = (version: string) => sbom({ ...source, version }, [], bunParts());
  expect(JSON.parse(bill("9.9.9"))).toMatchObject({ bomFormat: "CycloneDX" });
  const refusal =
    "The SBOM is not valid CycloneDX 1.6: data/metadata/component/version must NOT have more than";
  expect(() => bill("9".repeat(2000))).toThrow(refusal);
});
