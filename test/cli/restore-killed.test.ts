import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../backup/data-folder.ts";
import { serveData } from "../backup/served-data.ts";
import { PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

const SLOW_MS = 240_000;
const strace = Bun.which("strace");
const straceTest = strace ? test : test.skip;
const note = "(skipped without strace)";

let home: Sandbox;
beforeAll(async () => {
  home = await sandbox();
  await home.run(["agent", "list"]);
  await home.run(["stop"]);
  dataFolder(join(home.paths.home, "server"), [10, 20]);
  writeFileSync(home.paths.config, "{}", { mode: 0o600 });
  expect(await home.run(["backup", join(home.folder, "home.tar")])).toMatchObject({ code: 0 });
  dataFolder(join(home.folder, "data"), [10, 20]);
  expect(
    await home.run(["backup", join(home.folder, "data.tar"), "--data", join(home.folder, "data")]),
  ).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

const contentOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith(".restoring"))
    .sort();

/** Restores and is killed at the `when`th call of one kind. */
function killedAt(call: string, when: number, args: string[]) {
  const calls = { link: "?link,linkat", mkdir: "?mkdir,mkdirat", unlink: "?unlink,unlinkat,?rmdir" }[call];
  const inject = `inject=${calls}:signal=KILL:when=${when}`;
  const options = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", inject];
  return home.run(args, { program: [strace ?? "", ...options, ...PROGRAM] });
}

for (const [kind, flag, keys] of [
  ["home", "--home", "secrets.json"],
  ["data", "--data", "hiloop.db"],
] as const) {
  for (const call of ["link", "mkdir", "unlink"]) {
    straceTest(
      `a restore of ${kind} into an empty folder that is killed at any ${call} is begun again ${note}`,
      async () => {
        const target = join(home.folder, `${kind}-${call}`);
        const restore = ["restore", join(home.folder, `${kind}.tar`), flag, target];
        mkdirSync(target);
        await home.run(restore);
        const whole = contentOf(target);
        for (let when = 1; ; when++) {
          rmSync(target, { recursive: true });
          mkdirSync(target);
          const { code } = await killedAt(call, when, restore);
          if (code === 0) break;
          const left = contentOf(target);
          // Whole with its keys, and never without the folder beside which hiloop begins no space.
          if (left.includes(keys)) expect(left).toEqual(whole);
          else if (kind === "home" && left.length > 0) expect(left).toContain("data");

          // The one that clears what was left may be killed, too.
          await killedAt("unlink", 1 + (when % 5), restore);
          const again = await home.run(restore);
          if (again.code !== 0)
            expect([when, again.err]).toEqual([when, expect.stringContaining("already holds a space")]);
          expect([when, contentOf(target)]).toEqual([when, whole]);
          if (again.code === 0) expect(existsSync(join(target, ".restoring"))).toBe(false);
        }
      },
      SLOW_MS,
    );
  }
}

straceTest(
  `in what a killed restore left hiloop begins no space, and what was put there since is kept ${note}`,
  async () => {
    const target = join(home.folder, "half");
    const restore = ["restore", join(home.folder, "home.tar"), "--home", target];
    mkdirSync(target);
    await killedAt("link", 4, restore);
    const left = contentOf(target);
    expect(left.length).toBeGreaterThan(3);
    const demo = await home.run(["agent", "list", "--home", target]);
    expect([demo.code, demo.err]).toEqual([1, expect.stringContaining("but not its keys")]);
    expect(contentOf(target)).toEqual(left);

    const mine = join(target, "pins", "mine");
    writeFileSync(mine, "mine");
    const refused = await home.run(restore);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining("Move it away, or restore to another place"),
    ]);
    expect(contentOf(target)).toEqual([...left, "pins/mine"].sort());
    expect(readFileSync(mine, "utf8")).toBe("mine");
    rmSync(mine);
    expect(await home.run(restore)).toMatchObject({ code: 0 });
  },
);

straceTest(
  `a restore into an empty folder does without hard links where a disk has none ${note}`,
  async () => {
    const target = join(home.folder, "stick");
    mkdirSync(target);
    const calls = "?link,linkat";
    const options = [
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-e",
      `trace=${calls}`,
      "-e",
      `inject=${calls}:error=EPERM`,
    ];
    const program = [strace ?? "", ...options, ...PROGRAM];
    expect(
      await home.run(["restore", join(home.folder, "home.tar"), "--home", target], { program }),
    ).toMatchObject({ code: 0 });
    expect(contentOf(target)).toEqual(expect.arrayContaining(["data/hiloop.db", "secrets.json"]));
    expect(existsSync(join(target, ".restoring"))).toBe(false);
  },
);

straceTest(`what a killed restore left whole is kept once a server worked on it ${note}`, async () => {
  const target = join(home.folder, "used");
  const restore = ["restore", join(home.folder, "data.tar"), "--data", target];
  for (let when = 1; !existsSync(join(target, "hiloop.db")); when++) {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    expect((await killedAt("unlink", when, restore)).code).not.toBe(0);
  }
  expect(existsSync(join(target, ".restoring", "new", "hiloop.db"))).toBe(true);
  await (await serveData(home, target)).stop();
  const left = contentOf(target);
  const { code, err } = await home.run(restore);
  expect([code, err]).toEqual([1, expect.stringContaining("already holds a space")]);
  expect(contentOf(target)).toEqual(left);
});
