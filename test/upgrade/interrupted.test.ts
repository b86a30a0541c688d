import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { linkSync, mkdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { canMount } from "../e2e/durability/small-disk.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { outcomeOf } from "../helpers/run-command.ts";
import { seededRandom } from "../helpers/seeded-random.ts";
import { type Installed, installed, UNTOUCHED } from "./installed.ts";
import { publish } from "./publish.ts";

const SLOW_MS = 60_000;
const WITH_PREVIOUS = ["hiloop", "hiloop-mcp", "hiloop.previous"];
const SMALL = "9.2.0";
const canRelease = Bun.which("minisign") !== null;
const canBeNobody = process.getuid?.() === 0 && Bun.spawnSync(["setpriv", "--version"]).exitCode === 0;

let release: MadeUpRelease;
beforeAll(async () => {
  if (!canRelease) return;
  release = await madeUpRelease("9.0.0", "9.1.0");
  await publish(release, SMALL);
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  release?.setLatest(SMALL);
  release?.tamper(undefined);
});

/** What ends an upgrade that has just begun. */
type End = (it: Installed, kill: () => void) => void;
const after =
  (milliseconds: number): End =>
  (_it, kill) =>
    void setTimeout(kill, milliseconds);
const atChange =
  (number: number): End =>
  (it, kill) => {
    let seen = 0;
    const watcher = watch(it.bin, () => {
      if (++seen !== number) return;
      watcher.close();
      kill();
    });
    watcher.unref();
  };

const random = seededRandom(20_260_101);
const ENDS: [name: string, version: string, end: End][] = [
  ...Array.from({ length: 12 }, (): [string, string, End] => {
    const milliseconds = 15 + random.below(90);
    return [`${milliseconds} ms after its start`, SMALL, after(milliseconds)];
  }),
  ...[1, 2, 3, 4, 5].map((number): [string, string, End] => [
    `at change ${number} of the folder`,
    SMALL,
    atChange(number),
  ]),
  ...Array.from({ length: 3 }, (): [string, string, End] => {
    const milliseconds = 200 + random.below(1200);
    return [`${milliseconds} ms into a real download`, "9.1.0", after(milliseconds)];
  }),
];

test.skipIf(!canRelease)(
  "killed at any moment, a whole hiloop is there, and the next upgrade leaves nothing behind",
  async () => {
    await using it = await installed(release, "9.0.0");
    let killed = 0;
    for (const [name, version, end] of ENDS) {
      release.setLatest(version);
      const child = it.home.start(["upgrade"], { program: [it.hiloop] });
      end(it, () => child.kill("SIGKILL"));
      await child.exited;
      if (child.signalCode === "SIGKILL") killed++;

      expect(["9.0.0", version], name).toContain(it.version() ?? "nothing");
      expect(["9.0.0", undefined], name).toContain(it.version("hiloop.previous"));
      reset(it);
      release.setLatest(SMALL);
      expect(await it.run(["upgrade"]), name).toMatchObject({ code: 0 });
      expect([it.version(), it.version("hiloop.previous")], name).toEqual([SMALL, "9.0.0"]);
      expect(it.files(), name).toEqual(WITH_PREVIOUS);
      reset(it);
    }
    // Some are through before their end comes; were all, nothing would have been shown.
    expect(killed).toBeGreaterThan(0);
  },
  SLOW_MS,
);

/** The old version is there again, beside what the last upgrade left of itself. */
function reset(it: Installed): void {
  for (const path of [it.hiloop, `${it.hiloop}.previous`]) rmSync(path, { force: true });
  linkSync(release.executable("9.0.0"), it.hiloop);
}

test.skipIf(!canRelease)("Ctrl-C ends an upgrade at once, and changes nothing", async () => {
  await using it = await installed(release, "9.0.0");
  const asked = Promise.withResolvers<void>();
  release.tamper((path) => {
    if (!path.endsWith(".tar.gz")) return undefined;
    asked.resolve();
    return new Response(new ReadableStream());
  });
  const child = it.home.start(["upgrade"], { program: [it.hiloop] });
  await asked.promise;
  child.kill("SIGINT");
  expect(await outcomeOf(child)).toEqual({
    code: 130,
    out: "",
    err: "hiloop: The download was interrupted; nothing was changed.\n",
  });
  expect([it.version(), ...it.files()]).toEqual(["9.0.0", ...UNTOUCHED]);
});

test.skipIf(!canRelease)("of two upgrades at once one wins, and the old version is kept", async () => {
  await using it = await installed(release, "9.0.0");
  const both = Promise.withResolvers<undefined>();
  let asked = 0;
  release.tamper((path) => {
    if (!path.endsWith(".tar.gz")) return undefined;
    if (++asked === 2) both.resolve(undefined);
    return both.promise;
  });

  const ends = await Promise.all([it.run(["upgrade"]), it.run(["upgrade"])]);

  const [winner, other] = ends.toSorted((left, right) => left.code - right.code);
  expect(winner).toMatchObject({ code: 0, out: "" });
  if (other?.code !== 0) {
    expect(other).toEqual({
      code: 1,
      out: "",
      err: `hiloop: Something else replaced ${it.hiloop} meanwhile; this run changed nothing. See what is there with hiloop --version.\n`,
    });
  }
  expect([it.version(), it.version("hiloop.previous")]).toEqual([SMALL, "9.0.0"]);
  expect(it.files()).toEqual(WITH_PREVIOUS);
});

test.skipIf(!canRelease || !canBeNobody)(
  "without rights to the folder it says the command of somebody who has them, and downloads nothing",
  async () => {
    await using it = await installed(release, "9.0.0");
    release.requests.splice(0);
    const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", it.hiloop];
    const { code, err } = await it.run(["upgrade"], { program: nobody });
    const advised = `hiloop: The folder of ${it.hiloop} cannot be written by this user. Run: curl -fsSL https://github.com/hi-loop/hiloop/releases/latest/download/install.sh | sudo sh -s -- --dir ${it.bin}`;
    expect({ code, err }).toEqual({ code: 4, err: `${advised}\n` });
    const given = await it.run(["upgrade", "--version", "9.1.0"], { program: nobody });
    expect(given.err).toBe(`${advised} --version 9.1.0\n`);
    expect(release.requests).toEqual([]);
    expect(it.files()).toEqual(UNTOUCHED);
  },
);

test.skipIf(!canRelease || !canMount)(
  "a full disk is one sentence; the old version stays, and nothing beside it",
  async () => {
    await using it = await installed(release, "9.0.0");
    release.setLatest("9.1.0");
    const disk = join(it.home.folder, "disk");
    mkdirSync(disk);
    const script =
      'mount -t tmpfs -o size=160m tmpfs "$0" && cp "$1" "$0" && "$0/hiloop" upgrade; echo $?; ls -A "$0"; "$0/hiloop" --version';
    const child = it.home.start([], { program: ["unshare", "-rm", "sh", "-c", script, disk, it.hiloop] });
    const { out, err } = await outcomeOf(child);
    expect(err).toBe(
      `hiloop: The disk that holds ${disk} is full; nothing was changed. Free some space, then try again.\n`,
    );
    expect(out).toStartWith("1\nhiloop\nhiloop 9.0.0 (");
  },
  SLOW_MS,
);
