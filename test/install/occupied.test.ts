import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canMount } from "../e2e/durability/small-disk.ts";
import { BINARY } from "../helpers/binary.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { SHELLS } from "../helpers/shell.ts";
import { archiveOf, script, serve, VERSION } from "./made-up-archive.ts";
import { type Room, room } from "./room.ts";

const IS_ROOT = process.getuid?.() === 0;
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

let release: MadeUpRelease;
let archive: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  release = await madeUpRelease();
  archive = await archiveOf(script(`echo "hiloop ${VERSION} (made up)"`));
});
beforeEach(() => serve(release, { archive }));
afterAll(() => release[Symbol.asyncDispose]());

/** A script that leaves a trace when it runs. */
function putScript(path: string): void {
  writeFileSync(path, '#!/bin/sh\n: >"$0.ran"\n', { mode: 0o755 });
}

async function putStart(path: string, bytes: number): Promise<void> {
  writeFileSync(path, await Bun.file(BINARY).slice(0, bytes).bytes(), { mode: 0o755 });
}

type Put = (path: string) => void | Promise<void>;

const FOREIGN: [name: string, what: string, put: Put][] = [
  ["hiloop", "a link to elsewhere", (path) => symlinkSync("../Cellar/hiloop/bin/hiloop", path)],
  ["hiloop", "a folder", (path) => mkdirSync(path)],
  ["hiloop", "a script", putScript],
  ["hiloop", "a text", (path) => writeFileSync(path, "\n\n\n\nThe loop\n")],
  ["hiloop", "a pipe", (path) => void Bun.spawnSync(["mkfifo", path])],
  ["hiloop-mcp", "a link to elsewhere", (path) => symlinkSync("/usr/bin/env", path)],
  ["hiloop-mcp", "a folder", (path) => mkdirSync(path)],
  ["hiloop-mcp", "a script", putScript],
  ["hiloop-mcp", "a program", (path) => putStart(path, 1000)],
  ["hiloop-mcp", "an empty file", (path) => writeFileSync(path, "")],
];

/** What tells whether somebody has touched it. */
function traitsOf(home: Room, name: string) {
  const { ino, mode, mtimeMs, size } = statSync(join(home.bin, name), { throwIfNoEntry: false }) ?? {};
  return { ino, mode, mtimeMs, size };
}

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test.each(FOREIGN)("a %s that is %s is left alone", async (name, _what, put) => {
    await using home = await room(release.base);
    mkdirSync(home.bin, { recursive: true });
    const path = join(home.bin, name);
    await put(path);
    const before = traitsOf(home, name);

    const { code, out, err } = await home.install([], { shell });

    const sentence = `install.sh: ${path} did not come from here: remove it, or choose another --dir.\n`;
    expect({ code, out, err }).toEqual({ code: 1, out: "", err: sentence });
    expect(home.names()).toEqual([name]);
    expect(traitsOf(home, name)).toEqual(before);
  });

  test("--uninstall neither runs nor removes a hiloop that is a script", async () => {
    await using home = await room(release.base);
    mkdirSync(home.bin, { recursive: true });
    const path = join(home.bin, "hiloop");
    putScript(path);
    symlinkSync("hiloop", join(home.bin, "hiloop-mcp"));

    const { code, out, err } = await home.install(["--uninstall"], { shell });

    const sentence = `install.sh: ${path} did not come from here: choose another --dir.\n`;
    expect({ code, out, err }).toEqual({ code: 1, out: "", err: sentence });
    expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
  });

  test("--uninstall leaves a hiloop-mcp that is a script", async () => {
    await using home = await room(release.base);
    home.putOld();
    rmSync(join(home.bin, "hiloop-mcp"));
    putScript(join(home.bin, "hiloop-mcp"));

    expect((await home.install(["--uninstall"], { shell })).code).toBe(0);

    expect(home.names()).toEqual(["hiloop-mcp"]);
  });

  test.each<[string, Put]>([
    ["cut off", (path) => putStart(path, 1000)],
    ["empty", (path) => putStart(path, 0)],
    ["one for macOS", (path) => writeFileSync(path, new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 0x0c]))],
  ])("an old hiloop that is %s is replaced", async (_what, put) => {
    await using home = await room(release.base);
    mkdirSync(home.bin, { recursive: true });
    await put(join(home.bin, "hiloop"));

    const { code, err } = await home.install([], { shell });

    expect({ code, err: err.replace(/^Downloading \S+ \.\.\.\n/, "") }).toEqual({ code: 0, err: "" });
    expect(home.version()).toBe(`hiloop ${VERSION} (made up)`);
    expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
  });

  const cannotReplace = async (home: Room, why: string, enter: string[]) => {
    const before = traitsOf(home, "hiloop");

    const { code, out, err } = await home.install([], { shell, enter });

    const sentence = `install.sh: Cannot replace ${home.bin}/hiloop (${why}): choose another --dir, or remove it as its owner.\n`;
    expect(err.replace(/^Downloading \S+ \.\.\.\n/, "")).toBe(sentence);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(home.names()).toEqual(["hiloop"]);
    expect(traitsOf(home, "hiloop")).toEqual(before);
  };

  const old = async () => {
    const home = await room(release.base);
    mkdirSync(home.bin, { recursive: true });
    await putStart(join(home.bin, "hiloop"), 1000);
    return home;
  };

  test.skipIf(!IS_ROOT)(
    "another's hiloop in a folder open to all is one clear sentence (needs root)",
    async () => {
      await using home = await old();
      chmodSync(home.bin, 0o1777);

      await cannotReplace(home, "Operation not permitted", AS_NOBODY);
    },
  );

  test.skipIf(!canMount)("a hiloop that is a mount is one clear sentence (needs unshare)", async () => {
    await using home = await old();
    const view = 'mount --bind "$0" "$0" && exec "$@"';

    const enter = ["unshare", "-rm", "sh", "-c", view, join(home.bin, "hiloop")];
    await cannotReplace(home, "Device or resource busy", enter);
  });
});
