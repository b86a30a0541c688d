import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../backup/data-folder.ts";
import { canMount } from "../e2e/durability/small-disk.ts";
import { outcomeOf } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";
import { PROGRAM, sandbox } from "../local/sandbox.ts";

const LARGE = 120_000_000;

/** Waits until there is something in a file, and no longer: what writes it is to be caught in the middle. */
async function begun(path: string): Promise<void> {
  await until(() => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

test("a backup that is killed leaves no file of that name, and the next one clears what it left", async () => {
  await using home = await sandbox();
  const [data, file] = [join(home.folder, "data"), join(home.folder, "b.tar")];
  dataFolder(data, [LARGE]);
  const saved = readdirSync(data, { recursive: true }).map(String);
  const child = home.start(["backup", file, "--data", data]);
  await begun(join(`${file}.part`, "backup.tar"));
  child.kill("SIGKILL");
  await child.exited;
  expect(existsSync(file)).toBe(false);
  expect(existsSync(`${file}.part`)).toBe(true);
  expect(readdirSync(data, { recursive: true }).map(String)).toEqual(expect.arrayContaining(saved));

  expect(await home.run(["backup", file, "--data", data])).toMatchObject({ code: 0 });
  expect(readdirSync(home.folder).sort()).toEqual(["b.tar", "data"]);
});

for (const place of ["nothing", "an empty folder"]) {
  test(`a restore to ${place} that is killed leaves no space, and the next one clears what it left`, async () => {
    await using home = await sandbox();
    const [data, file, target] = ["data", "b.tar", "target"].map((name) => join(home.folder, name)) as [
      string,
      string,
      string,
    ];
    dataFolder(data, [LARGE]);
    expect(await home.run(["backup", file, "--data", data])).toMatchObject({ code: 0 });
    const isEmpty = place === "an empty folder";
    if (isEmpty) mkdirSync(target);
    const work = isEmpty ? join(target, ".restoring") : `${target}.restoring`;
    const child = home.start(["restore", file, "--data", target]);
    await begun(join(work, "new", "hiloop.db"));
    child.kill("SIGKILL");
    await child.exited;
    expect(existsSync(work)).toBe(true);
    if (isEmpty) expect(readdirSync(target)).toEqual([".restoring"]);
    else expect(existsSync(target)).toBe(false);

    expect(await home.run(["restore", file, "--data", target])).toMatchObject({ code: 0 });
    expect(readdirSync(target).sort()).toEqual(["attachments", "hiloop.db"]);
    expect(readdirSync(home.folder).sort()).toEqual(["b.tar", "data", "target"]);
  });
}

test("a backup and a restore that are interrupted say so and leave nothing", async () => {
  await using home = await sandbox();
  const [data, file] = [join(home.folder, "data"), join(home.folder, "b.tar")];
  dataFolder(data, [LARGE]);
  const backup = home.start(["backup", file, "--data", data]);
  await begun(join(`${file}.part`, "backup.tar"));
  backup.kill("SIGINT");
  const said = "was interrupted; nothing of it was kept.\n";
  expect(await outcomeOf(backup)).toEqual({ code: 130, out: "", err: `hiloop: The backup ${said}` });
  expect(readdirSync(home.folder)).toEqual(["data"]);

  expect(await home.run(["backup", file, "--data", data])).toMatchObject({ code: 0 });
  const restore = home.start(["restore", file, "--data", join(home.folder, "target")]);
  await begun(join(home.folder, "target.restoring", "new", "hiloop.db"));
  restore.kill("SIGTERM");
  expect(await outcomeOf(restore)).toEqual({ code: 130, out: "", err: `hiloop: The restore ${said}` });
  expect(readdirSync(home.folder).sort()).toEqual(["b.tar", "data"]);
});

/** Runs hiloop with a disk of 8 MB over one folder, then lists what is on it. */
const ON_SMALL_DISK = `disk=$0; mount -t tmpfs -o size=8m tmpfs "$disk" && "$@"; code=$?; ls -A "$disk"; exit $code`;

test.skipIf(!canMount)(
  "on a full disk a backup, a check and a restore are one sentence and leave nothing",
  async () => {
    await using home = await sandbox();
    const [data, disk] = [join(home.folder, "data"), join(home.folder, "disk")];
    dataFolder(data, [20_000_000]);
    mkdirSync(disk);
    const program = ["unshare", "-rm", "sh", "-c", ON_SMALL_DISK, disk, ...PROGRAM];
    const full = (path: string) =>
      new RegExp(`^hiloop: The disk that holds ${path}\\S* is full; nothing was changed\\. .*\\n$`);

    const backup = await home.run(["backup", join(disk, "b.tar"), "--data", data], { program });
    expect(backup).toEqual({ code: 1, out: "", err: expect.stringMatching(full(join(disk, "b.tar"))) });

    expect(await home.run(["backup", "b.tar", "--data", data])).toMatchObject({ code: 0 });
    const target = join(disk, "new");
    const restore = await home.run(["restore", "b.tar", "--data", target], { program });
    expect(restore).toEqual({ code: 1, out: "", err: expect.stringMatching(full(target)) });
  },
);

test.skipIf(!canMount)("a backup whose snapshot does not fit is the same sentence", async () => {
  await using home = await sandbox();
  const [data, disk] = [join(home.folder, "data"), join(home.folder, "disk")];
  dataFolder(data);
  mkdirSync(disk);
  // Not enough for the snapshot of 128 KiB; enough for that, but not for the tar as well.
  for (const size of ["64k", "192k"]) {
    const script = ON_SMALL_DISK.replace("8m", size);
    const program = ["unshare", "-rm", "sh", "-c", script, disk, ...PROGRAM];
    const { code, out, err } = await home.run(["backup", join(disk, "b.tar"), "--data", data], { program });
    expect({ size, code, out }).toEqual({ size, code: 1, out: "" });
    expect(err).toMatch(/^hiloop: The disk that holds \S+ is full; nothing was changed\. .*\n$/);
  }
});
