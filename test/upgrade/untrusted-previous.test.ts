import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { type Installed, installed, UNTOUCHED } from "./installed.ts";
import { publish, script } from "./publish.ts";

const SLOW_MS = 60_000;
const NOBODY = 65_534;
const canRelease = Bun.which("minisign") !== null;
const isRoot = process.getuid?.() === 0;
const canBeNobody = isRoot && Bun.spawnSync(["setpriv", "--version"]).exitCode === 0;

let release: MadeUpRelease;
beforeAll(async () => {
  if (!canRelease) return;
  release = await madeUpRelease("9.0.0");
  await publish(release, "9.1.0");
  release.setLatest("9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});

type Kept = Installed & { previous: string; wasRun(): boolean };

/** An installation with a kept version that leaves a mark when it is run. */
async function withPrevious(text = ""): Promise<Kept> {
  const it = await installed(release, "9.0.0");
  const mark = join(it.home.folder, "mark");
  const previous = `${it.hiloop}.previous`;
  writeFileSync(previous, `${script("8.9.0")}${text}\n: >'${mark}'\n`);
  chmodSync(previous, 0o755);
  return Object.assign(it, { previous, wasRun: () => existsSync(mark) });
}

test.skipIf(!canRelease)("a kept version that only its owner can change is gone back to", async () => {
  await using it = await withPrevious();
  // As in /tmp: others may add files, but not take these away.
  chmodSync(it.bin, 0o1777);
  expect(await it.run(["upgrade", "--rollback"])).toMatchObject({ code: 0, out: "" });
  expect([it.version(), it.version("hiloop.previous"), it.wasRun()]).toEqual(["8.9.0", "9.0.0", true]);
});

const UNTRUSTED: [name: string, asRoot: boolean, prepare: (it: Kept) => void, said: RegExp][] = [
  [
    "that another user put there",
    true,
    (it) => {
      chmodSync(it.bin, 0o1777);
      chownSync(it.previous, NOBODY, NOBODY);
    },
    /\.previous belongs to another user than \S+\/hiloop, so it was not run; nothing was changed\. /,
  ],
  [
    "of an executable that is somebody else's",
    true,
    (it) => {
      for (const path of [it.hiloop, it.previous]) chownSync(path, NOBODY, NOBODY);
    },
    /\.previous belongs to another user, so it was not run; nothing was changed\. /,
  ],
  [
    "that its group can change",
    false,
    (it) => chmodSync(it.previous, 0o775),
    /\.previous can be changed by others, so it was not run; nothing was changed\. .*chmod go-w /,
  ],
  [
    "that anybody can change",
    false,
    (it) => chmodSync(it.previous, 0o757),
    /\.previous can be changed by others, so it was not run; nothing was changed\. .*chmod go-w /,
  ],
  [
    "in a folder where anybody can exchange it",
    false,
    (it) => chmodSync(it.bin, 0o777),
    /\/bin can be changed by anybody, so .*\.previous was not run; nothing was changed\. .*chmod go-w /,
  ],
];

for (const [name, asRoot, prepare, said] of UNTRUSTED) {
  test.skipIf(!canRelease || (asRoot && !isRoot))(`a kept version ${name} is not run`, async () => {
    await using it = await withPrevious();
    prepare(it);
    const { code, out, err } = await it.run(["upgrade", "--rollback"]);
    expect({ code, out, wasRun: it.wasRun() }).toEqual({ code: 4, out: "", wasRun: false });
    expect(err).toMatch(said);
    expect(it.version()).toBe("9.0.0");
    // What the test did to a link of the built executable goes no further.
    if (asRoot) chownSync(it.hiloop, 0, 0);
  });
}

test.skipIf(!canRelease)("what is to be run first can be pasted, whatever the folder is called", async () => {
  await using it = await withPrevious();
  const bin = join(it.home.folder, "k b");
  renameSync(it.bin, bin);
  chmodSync(bin, 0o777);
  const { code, err } = await it.run(["upgrade", "--rollback"], { program: [join(bin, "hiloop")] });
  expect({ code, err: err.split("first: ")[1] }).toEqual({ code: 4, err: `chmod go-w '${bin}'\n` });
});

test.skipIf(!canRelease)("a version that is no version is not printed", async () => {
  await using it = await withPrevious();
  writeFileSync(it.previous, `#!/bin/sh\nprintf 'hiloop \\033[31m9 \\n'\n`);
  const { code, err } = await it.run(["upgrade", "--rollback"]);
  expect({ code, err: err.includes("\u001b") }).toEqual({ code: 1, err: false });
  expect(err).toContain(".previous does not run; nothing was changed.");
});

test.skipIf(!canRelease)(
  "a folder in the place of the kept version is found before the download",
  async () => {
    await using it = await installed(release, "9.0.0");
    mkdirSync(`${it.hiloop}.previous`);
    release.requests.splice(0);
    expect(await it.run(["upgrade"])).toEqual({
      code: 1,
      out: "",
      err: `hiloop: ${it.hiloop}.previous is a folder, where the replaced hiloop would be kept; nothing was changed. Move it away, then try again.\n`,
    });
    expect(release.requests.filter((path) => path.endsWith(".tar.gz"))).toEqual([]);
    rmSync(`${it.hiloop}.previous`, { recursive: true });
    expect([it.version(), ...it.files()]).toEqual(["9.0.0", ...UNTOUCHED]);
  },
);

test.skipIf(!canRelease || !canBeNobody)(
  "without rights to the folder rollback says the command that rolls back",
  async () => {
    await using it = await withPrevious();
    const nobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", it.hiloop];
    expect(await it.run(["upgrade", "--rollback"], { program: nobody })).toEqual({
      code: 4,
      out: "",
      err: `hiloop: The folder of ${it.hiloop} cannot be written by this user. Run: sudo ${it.hiloop} upgrade --rollback\n`,
    });
    expect(it.wasRun()).toBe(false);
  },
);
