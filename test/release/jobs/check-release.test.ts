import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { hostTarget } from "../../../scripts/build/targets.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { type TrialRelease, trialRelease } from "../trial-release.ts";
import { job, sha256 } from "./job.ts";

const VERSION = packageJson.version;
const ARCHIVE = `hiloop-${VERSION}-${hostTarget()}.tar.gz`;
const TARBALL = `npm/hiloop-mcp-${VERSION}.tgz`;
const TOOLS = Bun.which("minisign") && Bun.which("node");

/** What a job in between could do to the artifact, and what is said of it. */
const ATTACKS: [name: string, attack: (folder: string) => void, said: string][] = [
  ["a file is added", (at) => writeFileSync(join(at, "evil.sh"), ""), "No checksum knows evil.sh"],
  ["a file is hidden", (at) => writeFileSync(join(at, ".npmrc"), ""), "No checksum knows .npmrc"],
  ["a package is added", (at) => writeFileSync(join(at, "npm/z.tgz"), ""), "No checksum knows npm/z.tgz"],
  ["a folder is added", (at) => mkdirSync(join(at, "more")), "more is neither a file"],
  ["a file is removed", (at) => rmSync(join(at, "install.sh")), "There is no install.sh"],
  ["a package is removed", (at) => rmSync(join(at, TARBALL)), `There is no ${TARBALL}`],
  ["a byte is changed", (at) => change(join(at, ARCHIVE)), `${ARCHIVE} is not what`],
  ["a byte of a package is changed", (at) => change(join(at, TARBALL)), `${TARBALL} is not what`],
  ["two files are swapped", (at) => swap(at, "install.sh", "install.ps1"), "is not what"],
  ["a file becomes a link", (at) => link(at, "LICENSE"), "LICENSE is neither a file"],
  ["the list is changed", (at) => writeFileSync(join(at, "SHA256SUMS"), ""), "an earlier job said"],
  ["the signature is removed", (at) => rmSync(join(at, "SHA256SUMS.minisig")), "SHA256SUMS.minisig"],
  ["the signature is changed", (at) => comment(at, "9.9.9"), "does not fit"],
  ["another key signs", (at) => sign(at, "other"), "Another key"],
  ["another version is signed", (at) => sign(at, "release", "9.9.9"), "signed as"],
  ["the old kind signs", (at) => sign(at, "release", VERSION, "-l"), "of a kind"],
];

let keys = "";

function minisign(...args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["minisign", ...args], { stdin: null });
  if (exitCode !== 0) throw new Error(stderr.toString());
}

function sign(folder: string, key: string, version = VERSION, ...more: string[]): void {
  const file = join(folder, "SHA256SUMS");
  minisign("-S", "-s", join(keys, `${key}.key`), "-m", file, "-t", `hiloop ${version}`, ...more);
}

function change(file: string): void {
  const { stdout } = Bun.spawnSync(["cat", file]);
  const bytes = new Uint8Array(stdout);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function swap(folder: string, one: string, other: string): void {
  renameSync(join(folder, one), join(folder, "third"));
  renameSync(join(folder, other), join(folder, one));
  renameSync(join(folder, "third"), join(folder, other));
}

function link(folder: string, name: string): void {
  renameSync(join(folder, name), join(folder, "../outside"));
  symlinkSync("../outside", join(folder, name));
}

function comment(folder: string, version: string): void {
  const file = join(folder, "SHA256SUMS.minisig");
  const { stdout } = Bun.spawnSync([
    "sed",
    `s/^trusted comment: hiloop .*/trusted comment: hiloop ${version}/`,
    file,
  ]);
  writeFileSync(file, new Uint8Array(stdout));
}

describe.skipIf(!TOOLS)("check-release (skipped without minisign and node)", () => {
  const cleanup = new AsyncDisposableStack();
  let made: TrialRelease;
  let digest = "";

  beforeAll(async () => {
    keys = cleanup.use(await tempDir()).path;
    for (const name of ["release", "other"]) {
      minisign("-G", "-W", "-p", join(keys, `${name}.pub`), "-s", join(keys, `${name}.key`));
    }
    const publicKeyFile = join(keys, "release.pub");
    made = cleanup.use(await trialRelease({ publicKeyFile, secretKeyFile: join(keys, "release.key") }));
    digest = sha256(await Bun.file(made.path("SHA256SUMS")).bytes());
  }, 60_000);

  afterAll(() => cleanup.disposeAsync());

  function check(folder: string, ...digests: string[]) {
    const args = [folder, "--signed", VERSION, "--key", join(keys, "release.pub"), ...digests];
    return job("check-release.mjs", args);
  }

  test("accepts a release as it was made and signed", async () => {
    expect(await check(made.folder, digest)).toMatchObject({ code: 0, err: "" });
    expect(await check(made.folder, digest, digest)).toMatchObject({ code: 0 });
  });

  test.each(ATTACKS)("refuses it when %s", async (_, attack, said) => {
    await using scratch = await tempDir();
    const folder = join(scratch.path, "release");
    cpSync(made.folder, folder, { recursive: true });
    attack(folder);
    expect(await check(folder, digest)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining(said),
    });
  });

  test("refuses a list that was made anew for changed files, although everything in it fits", async () => {
    await using scratch = await tempDir();
    const folder = join(scratch.path, "release");
    cpSync(made.folder, folder, { recursive: true });
    writeFileSync(join(folder, "install.sh"), "echo evil\n");
    const names = [...new Bun.Glob("**").scanSync({ cwd: folder })].filter(
      (name) => !name.startsWith("SHA256SUMS"),
    );
    const { stdout } = Bun.spawnSync(["sha256sum", ...names.sort()], { cwd: folder });
    writeFileSync(join(folder, "SHA256SUMS"), new Uint8Array(stdout));
    sign(folder, "release");
    expect(await check(folder, sha256(new Uint8Array(stdout)))).toMatchObject({ code: 0 });
    expect(await check(folder, digest)).toMatchObject({
      code: 1,
      err: expect.stringContaining("an earlier job said"),
    });
  });

  test("refuses no digest, an empty one, and two that differ: a second build that came out otherwise", async () => {
    expect(await check(made.folder)).toMatchObject({ code: 1 });
    expect(await check(made.folder, "")).toMatchObject({ code: 1 });
    const other = "0".repeat(64);
    expect(await check(made.folder, digest, other)).toMatchObject({
      code: 1,
      err: expect.stringContaining(other),
    });
  });

  test("refuses names that lead elsewhere, and one that is named twice", async () => {
    await using scratch = await tempDir();
    writeFileSync(join(scratch.path, "a"), "");
    for (const names of [
      ["../a"],
      ["npm/../a"],
      ["/etc/passwd"],
      ["-a"],
      ["a", "a"],
      ["SHA256SUMS.minisig"],
      [],
    ]) {
      const sums = names.map((name) => `${sha256("")}  ${name}\n`).join("");
      writeFileSync(join(scratch.path, "SHA256SUMS"), sums);
      const said = await job("check-release.mjs", [scratch.path, sha256(sums)]);
      expect({ names, ...said }).toMatchObject({ code: 1, err: expect.stringContaining("SHA256SUMS") });
    }
  });

  test("before signing, sign.sh makes what is accepted; by a foreign key it leaves nothing", async () => {
    await using scratch = await tempDir();
    const folder = join(scratch.path, "release");
    cpSync(made.folder, folder, { recursive: true });
    expect(await job("check-release.mjs", [folder, digest])).toMatchObject({ code: 1 });
    rmSync(join(folder, "SHA256SUMS.minisig"));
    expect(await job("check-release.mjs", [folder, digest])).toMatchObject({ code: 0 });

    const signWith = async (key: string) => {
      const env = { MINISIGN_KEY: await Bun.file(join(keys, `${key}.key`)).text(), MINISIGN_PASSWORD: "" };
      const temp = { TMPDIR: scratch.path };
      return await job("sign.sh", [folder, VERSION, join(keys, "release.pub")], { env: { ...env, ...temp } });
    };
    expect((await signWith("other")).code).not.toBe(0);
    expect(readdirSync(folder)).not.toContain("SHA256SUMS.minisig");
    expect(await signWith("release")).toMatchObject({ code: 0 });
    expect(await check(folder, digest)).toMatchObject({ code: 0 });
    expect(readdirSync(scratch.path)).toEqual(["release"]);
  });
});
