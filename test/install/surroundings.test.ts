import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canMount } from "../e2e/durability/small-disk.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { outcomeOf, runCommand } from "../helpers/run-command.ts";
import { SHELLS } from "../helpers/shell.ts";
import { until } from "../helpers/until.ts";
import { archiveOf, script, serve, VERSION } from "./made-up-archive.ts";
import { expectRefusal } from "./refusal.ts";
import { room } from "./room.ts";

const IS_ROOT = process.getuid?.() === 0;
const AS_NOBODY = IS_ROOT ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
const PRINTS_VERSION = `echo "hiloop ${VERSION} (made up)"`;

let release: MadeUpRelease;
let archive: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  release = await madeUpRelease();
  archive = await archiveOf(script(PRINTS_VERSION));
});
beforeEach(() => serve(release, { archive }));
afterAll(() => release[Symbol.asyncDispose]());

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test("a folder without the right to write is one clear sentence", async () => {
    await using home = await room(release.base);
    home.putOld();
    chmodSync(home.bin, 0o555);

    const result = await home.install([], { shell, enter: AS_NOBODY });

    expectRefusal(
      home,
      result,
      /^Cannot write to \S+\.local\/bin \(Permission denied\): choose another --dir\.$/,
    );
    chmodSync(home.bin, 0o755);
  });

  test.each([
    ["a folder that cannot be made", "/proc/bin", /^Cannot use \/proc\/bin \(.+\): choose another --dir\.$/],
    [
      "a file where the folder should be",
      "/dev/null",
      /^Cannot use \/dev\/null \(.+\): choose another --dir\.$/,
    ],
  ])("%s is one clear sentence", async (_what, dir, sentence) => {
    await using home = await room(release.base);
    home.putOld();

    expectRefusal(home, await home.install(["--dir", dir], { shell }), sentence);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s in the download leaves nothing behind",
    async (signal) => {
      await using home = await room(release.base);
      home.putOld();
      const { left } = serveWithoutEnd();

      const child = home.start([], { shell });
      await until(() => release.requests.some((path) => path.endsWith(".tar.gz")));
      process.kill(-child.pid, signal);
      const { code, out } = await outcomeOf(child);

      expect({ code, out }).toEqual({ code: signal === "SIGINT" ? 130 : 143, out: "" });
      expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
      expect(home.version()).toMatch(/^hiloop \d/);
      // And so does the program that downloads.
      await left;
    },
  );

  test("ended from outside in the download, it installs nothing when the download is through", async () => {
    await using home = await room(release.base);
    home.putOld();
    const { finish } = serveWithoutEnd();

    const child = home.start([], { shell });
    await until(() => release.requests.some((path) => path.endsWith(".tar.gz")));
    child.kill("SIGTERM");
    finish();
    const { code, out } = await outcomeOf(child);

    expect({ code, out }).toEqual({ code: 143, out: "" });
    expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
  });
});

test("a reader of its output that goes away leaves nothing behind", async () => {
  await using home = await room(release.base);
  const pipe = 'sh "$0" 2>&1 | head -n 0; sh "$0" | head -n 1';
  const { code } = await runCommand(["bash", "-c", pipe, join(home.folder, "install.sh")], {
    env: { HOME: home.folder, PATH: "/usr/bin:/bin", HILOOP_DOWNLOAD_BASE: release.base },
  });
  expect(code).toBe(0);
  expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
});

/** Sends the archive's first bytes; the rest on `finish`. `left` is when whoever downloads has gone. */
function serveWithoutEnd(): { finish: () => void; left: Promise<void> } {
  release.requests.length = 0;
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const answer = () =>
    new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(archive.slice(0, 10));
          await promise;
          controller.enqueue(archive.slice(10));
          controller.close();
        },
        cancel: leave,
      }),
    );
  const sum = new Bun.CryptoHasher("sha256").update(archive).digest("hex");
  serve(release, { archive: answer, sums: `${sum}  hiloop-${VERSION}-${release.target}.tar.gz\n` });
  return { finish, left };
}

test("what a killed run left an hour ago is removed, what another run is making is not", async () => {
  await using home = await room(release.base);
  mkdirSync(home.bin, { recursive: true });
  const left = mkdtempSync(join(home.bin, ".hiloop-install."));
  writeFileSync(join(left, "archive"), "half");
  const anHourAgo = Date.now() / 1000 - 3700;
  utimesSync(left, anHourAgo, anHourAgo);
  mkdirSync(join(home.bin, ".hiloop-install.fresh"));

  const { code } = await home.install([]);

  expect(code).toBe(0);
  expect(home.names()).toEqual([".hiloop-install.fresh", "hiloop", "hiloop-mcp"]);
});

describe.skipIf(!canMount)("on a disk of its own (needs unshare and mount)", () => {
  const run = async (options: string, prepare: string, shell?: string[]) => {
    await using home = await room(release.base);
    mkdirSync(home.bin, { recursive: true });
    const old = 'cp /bin/echo "$0/hiloop"';
    const after = 'code=$?; ls -A "$0" >&2; "$0/hiloop" hiloop 0.0.1 old >&2; exit $code';
    const view = `mount -t tmpfs -o ${options} tmpfs "$0"; ${old}; ${prepare}; "$@"; ${after}`;
    return await home.install([], { shell, enter: ["unshare", "-rm", "sh", "-c", view, home.bin] });
  };
  const random = crypto.getRandomValues(new Uint8Array(65_536)).toHex();

  test.each(
    SHELLS.flatMap(
      ({ command }) =>
        [
          ["in the download", random.repeat(4), ":", command],
          ["in unpacking", "0".repeat(3_000_000), ":", command],
          ["from the first", "", 'head -c 400000 /dev/zero >"$0/ballast" 2>/dev/null', command],
        ] as const,
    ),
  )(
    "full %s, it is one clear sentence, and the old hiloop stays",
    async (_when, ballast, prepare, command) => {
      serve(release, { archive: await archiveOf(script(`${PRINTS_VERSION}\n# ${ballast}`)) });

      const { code, out, err } = await run("size=256k", prepare, [...command]);

      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err.replace(/^Downloading .*\n/, "").replace(/^ballast\n/m, "")).toMatch(
        /^install\.sh: The disk that holds \S+ is full: free some 250 MB, then try again\.\nhiloop\nhiloop 0\.0\.1 old\n$/,
      );
    },
  );

  test("mounted noexec, it is one clear sentence", async () => {
    const { code, err } = await run("noexec", ":");

    expect(code).toBe(1);
    expect(err).toMatch(
      /\ninstall\.sh: No program may run in \S+ \(mounted noexec\?\): choose another --dir\.\nhiloop\n/,
    );
  });
});
