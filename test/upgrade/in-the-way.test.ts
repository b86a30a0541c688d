import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTheWay } from "../../src/upgrade/in-the-way.ts";
import { canMount } from "../e2e/durability/small-disk.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { type Installed, installed } from "./installed.ts";
import { publish, script } from "./publish.ts";

const SLOW_MS = 60_000;
const NOBODY = 65_534;
const canRelease = Bun.which("minisign") !== null;
const isRoot = process.getuid?.() === 0;
const canBeNobody = isRoot && Bun.spawnSync(["setpriv", "--version"]).exitCode === 0;

/** Root can make files immutable, where the file system knows that. */
const canLock = lockHolds();

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

/** 9.0.0, a file of its own with nothing but 8.9.0 beside it. */
async function withPrevious(): Promise<Installed> {
  const it = await installed(release, "9.0.0");
  rmSync(it.hiloop);
  copyFileSync(release.executable("9.0.0"), it.hiloop);
  writeFileSync(`${it.hiloop}.previous`, script("8.9.0"));
  for (const path of [it.hiloop, `${it.hiloop}.previous`]) chmodSync(path, 0o755);
  return it;
}

const DEEDS = [["upgrade"], ["upgrade", "--rollback"]];
const NAMES = ["hiloop", "hiloop.previous"];
const CASES = DEEDS.flatMap((args) => NAMES.map((name): [string[], string] => [args, name]));

async function expectRefusal(it: Installed, program: string[], args: string[], said: string): Promise<void> {
  expect(await it.run(args, { program })).toEqual({
    code: 1,
    out: "",
    err: `hiloop: ${said}\n`,
  });
  expect([it.version(), it.version("hiloop.previous")]).toEqual(["9.0.0", "8.9.0"]);
  expect(it.files()).toEqual(["hiloop", "hiloop-mcp", "hiloop.previous"]);
}

for (const [args, name] of CASES) {
  const deed = `hiloop ${args.join(" ")}, where ${name}`;

  test.skipIf(!canRelease || !canMount)(
    `${deed} is a mount of its own, says so and changes nothing`,
    async () => {
      await using it = await withPrevious();
      const path = join(it.bin, name);
      // As a container has it: the mount is of another disk than the folder.
      const mount = `mount -t tmpfs tmpfs "$0" && cp "$1" "$0/it" && mount --bind "$0/it" "$1" && shift && exec "$@"`;
      const disk = join(it.home.folder, "disk");
      mkdirSync(disk);
      await expectRefusal(
        it,
        ["unshare", "-rm", "sh", "-c", mount, disk, path, it.hiloop],
        args,
        `${path} is a mount of its own, so it cannot be replaced; nothing was changed. Upgrade it where it is mounted from, or take a newer image of the container.`,
      );
    },
    SLOW_MS,
  );

  test.skipIf(!canRelease || !canLock)(
    `${deed} is protected against changes, says how to lift that and changes nothing`,
    async () => {
      await using it = await withPrevious();
      const path = join(it.bin, name);
      using _lock = locked(path);
      await expectRefusal(
        it,
        [it.hiloop],
        args,
        `${path} is protected against changes, so it cannot be replaced; nothing was changed. Lift that, then try again: chattr -i ${path}`,
      );
    },
    SLOW_MS,
  );
}

test.skipIf(!canRelease || !canBeNobody)(
  "where another user's hiloop lies in a folder open to all, it is left to that user",
  async () => {
    await using it = await withPrevious();
    chmodSync(it.bin, 0o1777);
    await expectRefusal(
      it,
      ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", it.hiloop],
      ["upgrade"],
      `${it.hiloop} belongs to another user, so it cannot be replaced; nothing was changed. Run this command as that user.`,
    );
  },
  SLOW_MS,
);

test.skipIf(!canRelease || !canBeNobody)(
  "where another user's file is in the place of the kept one, the upgrade is undone",
  async () => {
    await using it = await withPrevious();
    for (const path of [it.bin, it.hiloop]) chownSync(path, 0, 0);
    chmodSync(it.bin, 0o1777);
    chownSync(it.hiloop, NOBODY, NOBODY);
    const previous = `${it.hiloop}.previous`;
    await expectRefusal(
      it,
      ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", it.hiloop],
      ["upgrade"],
      `${previous} belongs to another user, so it cannot be replaced; nothing was changed. Run this command as that user.`,
    );
  },
  SLOW_MS,
);

test("on Windows what still runs is in the way, and other failures stay what they are", () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });
  const path = "C:\\Tools\\hiloop.previous.exe";
  for (const code of ["EBUSY", "EPERM", "EACCES"]) {
    expect(inTheWay(failure(code), path, "win32")).toMatchObject({
      code: "storage",
      message: `${path} is in use or protected, so it cannot be replaced; nothing was changed.`,
      advice: "End what runs it, then try again.",
    });
  }
  const full = failure("ENOSPC");
  for (const platform of ["win32", "linux"] as const) expect(inTheWay(full, path, platform)).toBe(full);
});

function locked(path: string): Disposable {
  const change = (flag: string) => Bun.which("chattr") && Bun.spawnSync(["chattr", flag, path]);
  change("+i");
  return { [Symbol.dispose]: () => void change("-i") };
}

function lockHolds(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "hiloop-lock-"));
  const probe = join(folder, "probe");
  writeFileSync(probe, "");
  try {
    using _lock = locked(probe);
    return Bun.spawnSync(["rm", "-f", probe], { stderr: "ignore" }).exitCode !== 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
