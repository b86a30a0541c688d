import { expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../helpers/run-command.ts";
import { PROGRAM, type Sandbox, sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;

/** A user for whom file modes count: root reads and writes everything. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const program = [...(isRoot ? ["setpriv", `--reuid=${NOBODY}`, "--clear-groups"] : []), ...PROGRAM];

/** A home of that user, with a space in it whose server is asleep. */
async function usedHome(): Promise<Sandbox> {
  const home = await sandbox();
  if (isRoot) chownSync(home.folder, NOBODY, -1);
  await home.run(["agent", "list"], { program });
  await home.run(["stop"], { program });
  return home;
}

/** Runs a command while a file or folder has another mode. */
async function runWith(home: Sandbox, path: string, mode: string, args: string[]): Promise<Outcome> {
  const before = statSync(path).mode;
  chmodSync(path, Number.parseInt(mode, 8));
  const outcome = await home.run(args, { program });
  chmodSync(path, before);
  return outcome;
}

const FAULTS: [path: string, mode: string, sentence: RegExp][] = [
  [".hiloop", "500", /\.hiloop\/server\.json cannot be written \(EACCES\)\. /],
  [".hiloop", "000", /\.hiloop\/secrets\.json cannot be used \(EACCES\)\. /],
  [".hiloop/data", "500", /data\/hiloop\.db cannot be opened for writing \(READONLY_DIRECTORY\); /],
  [".hiloop/data", "000", /data\/server\.lock cannot be used \(EACCES\)\. /],
  [".hiloop/data/server.lock", "400", /data\/server\.lock cannot be used \(EACCES\)\. /],
  [".hiloop/data/hiloop.db", "400", /data\/hiloop\.db cannot be opened for writing \(EACCES\); /],
  [".hiloop/data/hiloop.db", "000", /data\/hiloop\.db cannot be opened for writing \(EACCES\); /],
  [".hiloop/port", "000", /\.hiloop\/port cannot be used \(EACCES\)\. /],
];

test.each(FAULTS)(
  "a space of which %s has the mode %s is one sentence, to its user and in its server's log",
  async (path, mode, sentence) => {
    await using home = await usedHome();
    for (const args of [
      ["agent", "list"],
      ["serve", "--local"],
    ]) {
      const { code, out, err } = await runWith(home, join(home.folder, path), mode, args);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^hiloop: .*\n$/);
      expect(err).toMatch(sentence);
    }
  },
  SLOW_MS,
);

test.each([
  [
    "",
    "500",
    /\/data cannot be written \(EACCES\)\. Make it yours to write, or choose another one with --data\.\n$/,
  ],
  ["data", "500", /hiloop\.db cannot be opened for writing \(READONLY_DIRECTORY\); nothing was changed\. /],
  ["data/hiloop.db", "400", /hiloop\.db cannot be opened for writing \(EACCES\); nothing was changed\. /],
])(
  "serve is one sentence where %p of its data may not be written",
  async (path, mode, sentence) => {
    await using home = await usedHome();
    const [from, folder] = [home.paths.data, join(home.folder, "served")];
    mkdirSync(folder);
    if (path !== "") Bun.spawnSync(["cp", "-a", from, folder]);
    if (isRoot) chownSync(folder, NOBODY, -1);
    const args = ["serve", "--port", "0", "--data", join(folder, "data")];
    const { code, out, err } = await runWith(home, join(folder, path), mode, args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^hiloop: .*\n$/);
    expect(err).toMatch(sentence);
  },
  SLOW_MS,
);

test(
  "a backup and a restore name the file or folder that may not be used",
  async () => {
    await using home = await usedHome();
    const folder = realpathSync(home.folder);
    const [saved, target] = [join(folder, "saved.tar"), join(folder, "target")];
    mkdirSync(target);
    if (isRoot) chownSync(target, NOBODY, -1);
    await home.run(["backup", saved], { program });
    const backup = (file: string) => ["backup", join(folder, file)];
    const restore = ["restore", saved, "--home", target];
    for (const [path, mode, args, sentence] of [
      [home.paths.secrets, "000", backup("a.tar"), /\/secrets\.json cannot be used \(EACCES\)\. /],
      [home.paths.pins, "000", backup("b.tar"), /\/pins cannot be used \(EACCES\)\. /],
      [folder, "500", backup("c.tar"), /\/c\.tar\.part cannot be written \(EACCES\)\. /],
      [target, "000", restore, /\/target cannot be used \(EACCES\)\. /],
      [target, "500", restore, /\/target\/\.restoring cannot be written \(EACCES\)\. /],
      [saved, "000", restore, /\/saved\.tar cannot be read\. /],
    ] as const) {
      const { code, out, err } = await runWith(home, path, mode, args);
      expect({ args, code: code > 0, out }).toEqual({ args, code: true, out: "" });
      expect(err).toMatch(/^hiloop: .*\n$/);
      expect(err).toMatch(sentence);
    }
  },
  SLOW_MS,
);

test(
  "what cannot be kept of a space's members is said without a stack trace, and the command goes on",
  async () => {
    await using home = await usedHome();
    const { code, out, err } = await runWith(home, home.paths.pins, "000", ["agent", "list"]);
    expect(code).toBe(0);
    expect(out).toContain("Agents on this computer");
    expect(err).toContain("could not be kept.");
    expect(err).not.toMatch(/^\s+at /m);
  },
  SLOW_MS,
);

test("a backup that is only looked at says when there is no temporary folder for that", async () => {
  await using home = await usedHome();
  const saved = join(home.folder, "saved.tar");
  await home.run(["backup", saved], { program });
  const env = { TMPDIR: join(home.folder, "missing") };
  const { code, err } = await home.run(["restore", "--check", saved], { program, env });
  expect(code).toBe(1);
  expect(err).toMatch(
    /^hiloop: \S+missing cannot be written \(ENOENT\)\. .* set TMPDIR to another folder\.\n$/,
  );
});
