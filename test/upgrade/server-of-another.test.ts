import { afterAll, beforeAll, expect, test } from "bun:test";
import { chownSync } from "node:fs";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { ownPort } from "../local/sandbox.ts";
import { installed } from "./installed.ts";

const SLOW_MS = 60_000;
const NOBODY = 65_534;
const canRelease = Bun.which("minisign") !== null;
const isRoot = process.getuid?.() === 0;
const canBeNobody = isRoot && Bun.spawnSync(["setpriv", "--version"]).exitCode === 0;
const UPGRADED = "hiloop 9.1.0 is installed in the place of 9.0.0. To go back: hiloop upgrade --rollback\n";

let release: MadeUpRelease;
beforeAll(async () => {
  if (canRelease && canBeNobody) release = await madeUpRelease("9.0.0", "9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});

/** Root's hiloop, and a home that is somebody else's: as sudo may keep it. */
async function inHomeOfAnother() {
  const it = await installed(release, "9.0.0");
  ownPort(it.home);
  for (const path of [it.home.folder, it.home.paths.home, it.home.paths.port])
    chownSync(path, NOBODY, NOBODY);
  const asNobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", it.hiloop];
  return Object.assign(it, { runAsNobody: (args: string[]) => it.run(args, { program: asNobody }) });
}

test.skipIf(!canRelease || !canBeNobody)(
  "the local server of another user, in whose home root upgrades, goes on, and it is said who starts it again",
  async () => {
    await using it = await inHomeOfAnother();
    expect(await it.runAsNobody(["agent", "list"])).toMatchObject({ code: 0 });
    const before = it.home.server();

    expect(await it.run(["upgrade"])).toEqual({
      code: 0,
      out: "",
      err: `${UPGRADED}The local server is another user's and goes on as it is. For 9.1.0, that user runs: hiloop stop (its next use starts it)\n`,
    });
    expect(it.home.server()).toEqual(before);
    expect(() => process.kill(before.pid, 0)).not.toThrow();

    expect(await it.runAsNobody(["stop"])).toMatchObject({ code: 0 });
    expect(await it.runAsNobody(["agent", "list"])).toMatchObject({ code: 0 });
    expect(it.home.server().version).toBe("9.1.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease || !canBeNobody)(
  "without a local server nothing is said of another user",
  async () => {
    await using it = await inHomeOfAnother();
    expect(await it.run(["upgrade"])).toEqual({ code: 0, out: "", err: UPGRADED });
  },
  SLOW_MS,
);
