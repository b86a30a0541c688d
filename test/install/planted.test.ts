import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { runCommand } from "../helpers/run-command.ts";
import { SHELLS } from "../helpers/shell.ts";
import { type Room, room } from "./room.ts";

const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

let release: MadeUpRelease;
beforeAll(async () => {
  release = await madeUpRelease();
});
afterAll(() => release[Symbol.asyncDispose]());

/** A scripts/bun.sh beside install.sh that leaves a trace when it runs. Gives that trace. */
function plant(home: Room): string {
  const trace = join(home.folder, "it-ran");
  mkdirSync(join(home.folder, "scripts"));
  writeFileSync(join(home.folder, "scripts", "bun.sh"), `: >"${trace}"\nfail "it ran"\n`);
  writeFileSync(join(home.folder, "package.json"), "{}");
  return trace;
}

function giveAway(home: Room, ...names: string[]): void {
  for (const name of names) chownSync(join(home.folder, name), NOBODY, NOBODY);
}

const FOREIGN: [what: string, needsRoot: boolean, change: (home: Room) => void][] = [
  ["in a folder that everybody may write to", false, (home) => chmodSync(home.folder, 0o1777)],
  ["of another user", true, (home) => giveAway(home, "scripts", "scripts/bun.sh", "package.json")],
  ["whose bun.sh is another user's", true, (home) => giveAway(home, "scripts/bun.sh")],
  ["whose package.json is another user's", true, (home) => giveAway(home, "package.json")],
  ["whose scripts everybody may write to", false, (home) => chmodSync(join(home.folder, "scripts"), 0o777)],
  [
    "whose bun.sh is a link",
    false,
    (home) => {
      writeFileSync(join(home.folder, "elsewhere"), "");
      Bun.spawnSync(["rm", join(home.folder, "scripts", "bun.sh")]);
      symlinkSync(join(home.folder, "elsewhere"), join(home.folder, "scripts", "bun.sh"));
    },
  ],
];

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test.each(FOREIGN.filter(([, needsRoot]) => IS_ROOT || !needsRoot))(
    "a checkout %s runs nothing of it",
    async (_what, _needsRoot, change) => {
      await using home = await room(release.base);
      const trace = plant(home);
      change(home);

      const { code, out, err } = await home.install([], { shell });

      expect({ code, out, err }).toEqual({
        code: 1,
        out: "",
        err: `install.sh: Others may have put ${home.folder}/scripts there: move install.sh to a folder of your own.\n`,
      });
      expect(existsSync(trace)).toBe(false);
      expect(home.names()).toEqual([]);
    },
  );

  test("a checkout of the owner of install.sh is built, whoever that is", async () => {
    await using home = await room(release.base);
    const trace = plant(home);
    if (IS_ROOT) giveAway(home, "install.sh", "scripts", "scripts/bun.sh", "package.json");
    chmodSync(home.folder, 0o775);

    const { err } = await home.install([], { shell });

    expect(err).toBe("install.sh: it ran\n");
    expect(existsSync(trace)).toBe(true);
  });

  test("CDPATH leads nowhere else", async () => {
    await using home = await room(release.base);
    const trace = plant(home);
    mkdirSync(join(home.folder, "x", "dl", "scripts"), { recursive: true });
    mkdirSync(join(home.folder, "y", "dl"), { recursive: true });
    Bun.spawnSync(["mv", "scripts", "package.json", "x/dl/"], { cwd: home.folder });
    Bun.spawnSync(["mv", "install.sh", "y/dl/"], { cwd: home.folder });

    const { err } = await runCommand([...shell, "dl/install.sh", "--dir", "bin"], {
      cwd: join(home.folder, "y"),
      env: { PATH: "/usr/bin:/bin", CDPATH: join(home.folder, "x"), HILOOP_DOWNLOAD_BASE: release.base },
    });

    expect(err).toContain("/latest/download/SHA256SUMS could not be fetched");
    expect(existsSync(trace)).toBe(false);
  });
});
