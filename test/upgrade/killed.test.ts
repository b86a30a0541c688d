import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { settleLeftOvers } from "../../src/upgrade/staging.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { runCommand } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { installed } from "./installed.ts";
import { script } from "./publish.ts";

const SLOW_MS = 120_000;
const STRACE = "strace";
const KILLED = 137;
const canRelease = Bun.which("minisign") !== null;
const canKill = Bun.which(STRACE) !== null && Bun.spawnSync(strace(1, ["true"])).exitCode === 0;

let release: MadeUpRelease;
beforeAll(async () => {
  if (canRelease && canKill) release = await madeUpRelease("9.0.0", "9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});

/** Kills what it runs right before its rename of that number. */
function strace(number: number, command: string[]): string[] {
  const calls = ["rename", "renameat", "renameat2"];
  const injected = calls.flatMap((call) => ["-e", `inject=${call}:signal=KILL:when=${number}`]);
  return [STRACE, "-o", "/dev/null", "-e", `trace=${calls}`, ...injected, ...command];
}

/** Until one is through: the numbers of renames that there are. */
async function forEachRename(run: (number: number) => Promise<{ code: number }>): Promise<void> {
  for (let number = 1; ; number++) {
    const { code } = await run(number);
    if (code === 0) {
      expect(number).toBeGreaterThan(4);
      return;
    }
    expect(code, `${number}`).toBe(KILLED);
  }
}

/** What lies there before, what is done, and what going back then gives: by whether it was done. */
const DEEDS: [args: string[], before: [string, string], done: [string, string]][] = [
  [["upgrade"], ["9.0.0", "8.9.0"], ["9.1.0", "9.0.0"]],
  [
    ["upgrade", "--rollback"],
    ["9.1.0", "9.0.0"],
    ["9.0.0", "9.1.0"],
  ],
];

for (const [args, before, done] of DEEDS) {
  test.skipIf(!canRelease || !canKill)(
    `hiloop ${args.join(" ")}, killed before any of its renames, is done or not done for the next run`,
    async () => {
      await using it = await installed(release, before[0]);
      const previous = `${it.hiloop}.previous`;
      await forEachRename(async (number) => {
        for (const path of [it.hiloop, previous]) rmSync(path, { force: true });
        put(it.hiloop, before[0]);
        put(previous, before[1]);

        const end = await it.run(args, { program: strace(number, [it.hiloop]) });

        const [now, kept] = it.version() === before[0] ? before : done;
        expect(it.version(), `${number}`).toBe(now);
        expect(await it.run(["upgrade", "--rollback"]), `${number}`).toMatchObject({ code: 0 });
        expect([it.version(), it.version("hiloop.previous")], `${number}`).toEqual([kept, now]);
        expect(it.files()).toEqual(["hiloop", "hiloop-mcp", "hiloop.previous"]);
        return end;
      });
    },
    SLOW_MS,
  );
}

function put(path: string, version: string): void {
  const built = release.executable(version);
  if (existsSync(built)) linkSync(built, path);
  else write(path, version);
}

function write(path: string, version: string): void {
  writeFileSync(path, script(version));
  chmodSync(path, 0o755);
}

const REPLACE = `
  const [module, path, next] = process.argv.slice(1);
  const { Replacement } = await import(module);
  const { copyFileSync } = await import("node:fs");
  using replacement = await Replacement.of(path, "2.0.0");
  copyFileSync(next, replacement.folder + "/new");
  replacement.put(replacement.folder + "/new", "win32");
`;

for (const former of ["1.0.0", undefined]) {
  const name = former === undefined ? "the first" : "another";
  test.skipIf(!canKill)(
    `on Windows ${name} replacement, killed before any of its renames, leaves a hiloop that runs, and is done or not done`,
    async () => {
      await using folder = await tempDir();
      const bin = join(folder.path, "bin");
      const [path, next] = [join(bin, "hiloop"), join(folder.path, "next")];
      write(next, "3.0.0");
      const program = [process.execPath, "-e", REPLACE, resolve("src/upgrade/replacement.ts"), path, next];
      await forEachRename(async (number) => {
        rmSync(bin, { recursive: true, force: true });
        await Bun.write(path, "");
        write(path, "2.0.0");
        if (former) write(`${path}.previous`, former);

        const end = await runCommand(strace(number, program), {
          env: { PATH: "/usr/bin:/bin", HOME: folder.path, BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0" },
        });

        const seen = [content(path), content(`${path}.previous`)];
        expect(seen.some(Boolean), `${number}`).toBe(true);
        settleLeftOvers(bin);
        expect(possible(former), `${number}`).toContainEqual([content(path), content(`${path}.previous`)]);
        expect(readdirSync(bin).filter((file) => file.startsWith("."))).toEqual([]);
        return end;
      });
    },
    SLOW_MS,
  );
}

/** Without a former one, what was replaced is called the previous one from the first step on. */
function possible(former: string | undefined): (string | undefined)[][] {
  const done = ["3.0.0", "2.0.0"];
  const notDone = ["2.0.0", former];
  return former === undefined ? [done, notDone, [undefined, "2.0.0"]] : [done, notDone];
}

function content(path: string): string | undefined {
  return existsSync(path) ? /hiloop (\S+)/.exec(readFileSync(path, "utf8"))?.[1] : undefined;
}
