import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Replacement } from "../../src/upgrade/replacement.ts";
import { settleLeftOvers } from "../../src/upgrade/staging.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { script } from "./publish.ts";

async function folderWithOld() {
  const folder = await tempDir();
  const path = join(folder.path, "hiloop");
  write(path, "1.0.0");
  return { path, folder: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function write(path: string, version: string): void {
  writeFileSync(path, script(version));
  chmodSync(path, 0o755);
}

function content(path: string): string | undefined {
  return existsSync(path) ? /hiloop (\S+)/.exec(readFileSync(path, "utf8"))?.[1] : undefined;
}

for (const platform of ["linux", "win32"] as const) {
  test(`on ${platform} the new one is in place and the old one is kept`, async () => {
    await using old = await folderWithOld();
    {
      using replacement = await Replacement.of(old.path, "1.0.0");
      expect(statSync(replacement.folder).mode & 0o777).toBe(0o700);
      const next = join(replacement.folder, "next");
      write(next, "2.0.0");
      replacement.put(next, platform);
    }
    expect([content(old.path), content(`${old.path}.previous`)]).toEqual(["2.0.0", "1.0.0"]);
    expect(readdirSync(old.folder).sort()).toEqual(["hiloop", "hiloop.previous"]);
  });

  test(`on ${platform} nothing has changed when the second step fails`, async () => {
    await using old = await folderWithOld();
    {
      using replacement = await Replacement.of(old.path, "1.0.0");
      const missing = join(replacement.folder, "next");
      expect(() => replacement.put(missing, platform)).toThrow("ENOENT");
    }
    expect(content(old.path)).toBe("1.0.0");
    expect(readdirSync(old.folder)).toEqual(["hiloop"]);
  });
}

test("what was replaced before it began, or while it ran, is left alone", async () => {
  await using old = await folderWithOld();
  await expect(Replacement.of(old.path, "0.9.0")).rejects.toMatchObject({ code: "conflict" });
  {
    using replacement = await Replacement.of(old.path, "1.0.0");
    const next = join(replacement.folder, "next");
    write(next, "2.0.0");
    write(`${old.path}.other`, "3.0.0");
    await Bun.$`mv ${old.path}.other ${old.path}`;
    expect(() => replacement.put(next)).toThrow("Something else replaced");
  }
  expect(content(old.path)).toBe("3.0.0");
  expect(readdirSync(old.folder)).toEqual(["hiloop"]);
});

test("the leftovers of a killed one are taken away, those of one that runs are not", async () => {
  await using old = await folderWithOld();
  const gone = Bun.spawn(["true"]);
  await gone.exited;
  const names = [`.hiloop-upgrade-${gone.pid}-a`, `.hiloop-upgrade-${process.pid}-b`, ".hiloop-upgrade-mine"];
  for (const name of names) await Bun.write(join(old.folder, name, "hiloop"), "x");
  linkSync(old.path, join(old.folder, "other"));
  (await Replacement.of(old.path, "1.0.0"))[Symbol.dispose]();
  expect(readdirSync(old.folder).sort()).toEqual([names[1] ?? "", ".hiloop-upgrade-mine", "hiloop", "other"]);
});

/** As a run leaves it that was killed between its last two renames. */
function leaveBegun(folder: string, pid: number): string {
  const staging = join(folder, `.hiloop-upgrade-${pid}-begun`);
  mkdirSync(staging, { mode: 0o700 });
  write(join(staging, "kept-hiloop"), "0.9.0");
  return staging;
}

test("what a killed one had begun is finished, even if its number is another process's by now", async () => {
  await using old = await folderWithOld();
  const staging = leaveBegun(old.folder, process.pid);
  (await Replacement.of(old.path, "1.0.0"))[Symbol.dispose]();
  expect([content(old.path), content(`${old.path}.previous`)]).toEqual(["1.0.0", "0.9.0"]);
  expect(readdirSync(staging)).toEqual([]);
});

test("what has begun and cannot be finished is kept for a run that can", async () => {
  await using old = await folderWithOld();
  const gone = Bun.spawn(["true"]);
  await gone.exited;
  const staging = leaveBegun(old.folder, gone.pid);
  mkdirSync(`${old.path}.previous`);
  expect(() => settleLeftOvers(old.folder)).toThrow("EISDIR");
  expect(content(join(staging, "kept-hiloop"))).toBe("0.9.0");
});

test.skipIf(process.getuid?.() !== 0)("what another user says to have begun is not looked into", async () => {
  await using old = await folderWithOld();
  write(`${old.path}.previous`, "0.8.0");
  const gone = Bun.spawn(["true"]);
  await gone.exited;
  const staging = leaveBegun(old.folder, gone.pid);
  chownSync(staging, 65_534, 65_534);
  (await Replacement.of(old.path, "1.0.0"))[Symbol.dispose]();
  expect(content(`${old.path}.previous`)).toBe("0.8.0");
  expect(content(join(staging, "kept-hiloop"))).toBe("0.9.0");
});
