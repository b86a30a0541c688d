import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { closeSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HiloopError } from "../../../src/protocol/error.ts";
import { openInside } from "../../../src/tools/files/open-inside.ts";
import { OwnFolders } from "../../../src/tools/files/own-folders.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

let temp: TempDir;
let root: string;
let elsewhere: string;

beforeAll(async () => {
  temp = await tempDir();
  const real = realpathSync(temp.path);
  root = join(real, "project");
  elsewhere = join(real, "elsewhere");
  for (const folder of [root, elsewhere, join(root, "docs"), join(root, ".git"), join(root, "docs/.cache")])
    mkdirSync(folder);
  writeFileSync(join(root, "docs/report.txt"), "report");
  writeFileSync(join(root, ".env"), "secret");
  writeFileSync(join(root, ".git/config"), "secret");
  writeFileSync(join(root, "docs/.cache/data"), "secret");
  writeFileSync(join(elsewhere, "report.txt"), "elsewhere");
  symlinkSync(join(elsewhere, "report.txt"), join(root, "to-elsewhere.txt"));
  symlinkSync(elsewhere, join(root, "folder-elsewhere"));
  symlinkSync(join(root, ".env"), join(root, "visible.txt"));
  symlinkSync(join(root, "docs/report.txt"), join(root, "inside.txt"));
  symlinkSync(join(root, "nowhere"), join(root, "dangling.txt"));
  const made = Bun.spawnSync(["mkfifo", join(root, "pipe")]);
  expect(made.exitCode).toBe(0);
});

afterAll(() => temp[Symbol.asyncDispose]());

function inside(folder: string) {
  return { folders: [folder], own: new OwnFolders([]) };
}

function problem(path: string): string {
  try {
    closeSync(openInside(path, path, inside(root)).fd);
  } catch (error) {
    if (error instanceof HiloopError) return error.message.replaceAll(realpathSync(temp.path), "");
    throw error;
  }
  return "opened";
}

describe("a file is opened only inside the folders", () => {
  test.each([
    ["a file inside", () => join(root, "docs/report.txt"), "opened"],
    ["a link to a file inside", () => join(root, "inside.txt"), "opened"],
    ["a way with .. that stays inside", () => join(root, "docs/../docs/report.txt"), "opened"],
    ["a file outside", () => join(elsewhere, "report.txt"), "lies outside the folders"],
    [
      "a way with .. that leads outside",
      () => `${root}/docs/../../elsewhere/report.txt`,
      "lies outside the folders",
    ],
    ["a link to a file outside", () => join(root, "to-elsewhere.txt"), "lies outside the folders"],
    ["a linked folder outside", () => join(root, "folder-elsewhere/report.txt"), "lies outside the folders"],
    ["a folder whose name begins alike", () => `${root}-other/report.txt`, "lies outside the folders"],
    [
      "a missing file outside, not told from an existing one",
      () => join(elsewhere, "missing"),
      "lies outside the folders",
    ],
    ["a missing file inside", () => join(root, "missing.txt"), "There is no file"],
    ["a dangling link", () => join(root, "dangling.txt"), "There is no file"],
    ["a dotfile", () => join(root, ".env"), "is a hidden file"],
    [
      "a file in a hidden folder",
      () => join(root, ".git/config"),
      "is a hidden file or lies in a hidden folder",
    ],
    [
      "a file in a deep hidden folder",
      () => join(root, "docs/.cache/data"),
      "is a hidden file or lies in a hidden folder",
    ],
    ["a link to a dotfile", () => join(root, "visible.txt"), "is a hidden file"],
    ["a folder", () => join(root, "docs"), "is a folder, not a file."],
    ["a pipe that nobody writes to", () => join(root, "pipe"), "is not a regular file."],
    ["a device", () => "/dev/zero", "lies outside the folders"],
  ])("%s: %p", (_what, path, expected) => {
    expect(problem(path())).toContain(expected);
  });

  test("a device is refused even where its folder is allowed", () => {
    expect(() => openInside("/dev/zero", "/dev/zero", inside("/dev"))).toThrow("is not a regular file");
  });
});

/** Runs a script in another process until the end of the scope. */
function inBackground(script: string, ...args: string[]): AsyncDisposable {
  const child = Bun.spawn([process.execPath, "-e", script, ...args], { stdout: "ignore", stderr: "inherit" });
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** Turns a link back and forth between two places, as fast as it goes. */
const FLIP_LINK = `
  const { renameSync, symlinkSync } = require("node:fs");
  const [link, inside, outside] = process.argv.slice(-3);
  for (;;) for (const target of [inside, outside]) {
    symlinkSync(target, link + ".next");
    renameSync(link + ".next", link);
  }`;

/** Puts a link in the place of a real folder and the folder back again, as fast as it goes. */
const SWAP_FOLDER = `
  const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
  const [folder, outside] = process.argv.slice(-2);
  for (;;) {
    symlinkSync(outside, folder + ".next");
    renameSync(folder, folder + ".away");
    renameSync(folder + ".next", folder);
    unlinkSync(folder);
    renameSync(folder + ".away", folder);
  }`;

type Counts = { opened: number; refused: number; escaped: number; naiveEscaped: number };

/**
 * Opens a file again and again while something else moves. Beside it goes the check that others make, resolve and then
 * open: it has to be fooled, or the moves do not fall between check and open and the test shows nothing.
 */
function openMany(path: string, naive: (real: string) => string): Counts {
  const counts: Counts = { opened: 0, refused: 0, escaped: 0, naiveEscaped: 0 };
  const isProven = () => counts.naiveEscaped > 0 && counts.opened > 100 && counts.refused > 0;
  for (let round = 0; round < 20_000 || !isProven(); round += 1) {
    counts.naiveEscaped += naiveRead(path, naive) === "OUTSIDE" ? 1 : 0;
    const read = readInside(path);
    if (read === undefined) counts.refused += 1;
    else counts.opened += 1;
    if (read !== undefined && read !== "inside") counts.escaped += 1;
  }
  return counts;
}

function readInside(path: string): string | undefined {
  try {
    const { fd } = openInside(path, path, inside(root));
    const text = readFileSync(fd, "utf8");
    closeSync(fd);
    return text;
  } catch (error) {
    if (error instanceof HiloopError) return undefined;
    throw error;
  }
}

function naiveRead(path: string, naive: (real: string) => string): string | undefined {
  try {
    const real = realpathSync.native(path);
    return real.startsWith(`${root}/`) ? readFileSync(naive(real), "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function folderWith(path: string, text: string): string {
  mkdirSync(path);
  writeFileSync(join(path, "data.txt"), text);
  return path;
}

test("a link flipped during thousands of opens never leads outside", async () => {
  const inside = folderWith(join(root, "flip-inside"), "inside");
  const outside = folderWith(join(elsewhere, "flip"), "OUTSIDE");
  const link = join(root, "flip");
  symlinkSync(inside, link);
  await using _flipping = inBackground(FLIP_LINK, link, inside, outside);
  const path = join(link, "data.txt");
  expect(openMany(path, () => path).escaped).toBe(0);
}, 60_000);

test("a folder swapped for a link during thousands of opens never leads outside", async () => {
  const folder = folderWith(join(root, "swap"), "inside");
  const outside = folderWith(join(elsewhere, "swap"), "OUTSIDE");
  await using _swapping = inBackground(SWAP_FOLDER, folder, outside);
  expect(openMany(join(folder, "data.txt"), (real) => real).escaped).toBe(0);
}, 60_000);
