import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTerminal } from "../cli/terminal.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { installed, UNTOUCHED } from "./installed.ts";

const SLOW_MS = 60_000;
const WITH_PREVIOUS = ["hiloop", "hiloop-mcp", "hiloop.previous"];
const canRelease = Bun.which("minisign") !== null;

let release: MadeUpRelease;
beforeAll(async () => {
  if (canRelease) release = await madeUpRelease("9.0.0", "9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  release?.setLatest("9.1.0");
  release?.requests.splice(0);
});

test.skipIf(!canRelease)(
  "the newest release takes the place of the old one, which goes on running",
  async () => {
    await using it = await installed(release, "9.0.0");
    chmodSync(it.hiloop, 0o711);
    const running = it.home.start(["mcp"], { program: [it.hiloop] });
    const ping = async () => {
      running.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })}\n`);
      await running.stdin.flush();
      const { value } = await answers.read();
      return new TextDecoder().decode(value);
    };
    const answers = running.stdout.getReader();
    expect(await ping()).toContain('"result":{}');

    const { code, out, err } = await it.run(["upgrade"]);

    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toBe(
      "hiloop 9.1.0 is installed in the place of 9.0.0. To go back: hiloop upgrade --rollback\n",
    );
    expect([it.version(), it.version("hiloop.previous")]).toEqual(["9.1.0", "9.0.0"]);
    expect(it.files()).toEqual(WITH_PREVIOUS);
    expect(readlinkSync(join(it.bin, "hiloop-mcp"))).toBe("hiloop");
    expect(statSync(it.hiloop).mode & 0o7777).toBe(0o711);
    expect(await ping()).toContain('"result":{}');
    expect(release.requests.toSorted()).toEqual([
      "download/v9.1.0/SHA256SUMS",
      "download/v9.1.0/SHA256SUMS.minisig",
      `download/v9.1.0/hiloop-9.1.0-${release.target}.tar.gz`,
      "latest/download/SHA256SUMS",
    ]);
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "rollback goes back, and forth again, without a network",
  async () => {
    await using it = await installed(release, "9.0.0");
    await it.run(["upgrade"]);
    release.requests.splice(0);

    const back = await it.run(["upgrade", "--rollback"], {
      env: { HILOOP_DOWNLOAD_BASE: "http://127.0.0.1:9" },
    });
    expect(back).toMatchObject({ code: 0, out: "" });
    expect([it.version(), it.version("hiloop.previous")]).toEqual(["9.0.0", "9.1.0"]);

    const forth = await it.run(["upgrade", "--rollback", "--json"]);
    expect(JSON.parse(forth.out)).toEqual({ version: "9.1.0", previous: "9.0.0", changed: true });
    expect([it.version(), it.version("hiloop.previous")]).toEqual(["9.1.0", "9.0.0"]);
    expect(it.files()).toEqual(WITH_PREVIOUS);
    expect(release.requests).toEqual([]);
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "an older release is installed only where that is allowed",
  async () => {
    await using it = await installed(release, "9.1.0");
    const older = ["upgrade", "--version", "v9.0.0"];
    expect(await it.run(older)).toEqual({
      code: 4,
      out: "",
      err: "hiloop: hiloop 9.0.0 is older than this one (9.1.0); nothing was changed. An older one lacks repairs and may not read the data of a newer one. To install it anyway, add --allow-downgrade.\n",
    });
    release.setLatest("9.0.0");
    const { code, err } = await it.run(["upgrade"]);
    expect({ code, err: err.slice(0, 60) }).toEqual({
      code: 4,
      err: "hiloop: The newest release there, hiloop 9.0.0, is older tha",
    });
    expect(it.files()).toEqual(UNTOUCHED);

    expect(await it.run([...older, "--allow-downgrade"])).toMatchObject({ code: 0 });
    expect([it.version(), it.version("hiloop.previous")]).toEqual(["9.0.0", "9.1.0"]);
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "check says whether there is a newer one, and changes nothing",
  async () => {
    await using it = await installed(release, "9.0.0");
    expect(await it.run(["upgrade", "--check"])).toEqual({
      code: 0,
      out: "hiloop 9.1.0 is there; this is 9.0.0. Run: hiloop upgrade\n",
      err: "",
    });
    const json = await it.run(["upgrade", "--check", "--json"]);
    expect(JSON.parse(json.out)).toEqual({ version: "9.0.0", newest: "9.1.0", newer: true });
    release.setLatest("9.0.0");
    expect((await it.run(["upgrade", "--check"])).out).toBe(
      "hiloop 9.0.0 is up to date; the newest release is 9.0.0.\n",
    );
    expect(await it.run(["upgrade"])).toEqual({
      code: 0,
      out: "",
      err: "This is hiloop 9.0.0 already, the newest release.\n",
    });
    expect(it.files()).toEqual(UNTOUCHED);
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "started by a link from elsewhere it replaces the executable, not the link",
  async () => {
    await using it = await installed(release, "9.0.0");
    const link = join(it.home.folder, "hiloop");
    symlinkSync(it.hiloop, link);
    const run = onTerminal(it.home, ["upgrade"], [link]);
    expect(await run.ended).toBe(0);
    expect(run.shown()).toMatch(/Downloading hiloop 9\.1\.0: \d+ %/);
    expect(run.shown()).toEndWith(
      ": 100 %\r\u001b[Khiloop 9.1.0 is installed in the place of 9.0.0. To go back: hiloop upgrade --rollback\n",
    );
    expect(readlinkSync(link)).toBe(it.hiloop);
    expect(it.version()).toBe("9.1.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "without a kept version rollback says so",
  async () => {
    await using it = await installed(release, "9.0.0");
    expect(await it.run(["upgrade", "--rollback"])).toEqual({
      code: 1,
      out: "",
      err: `hiloop: There is no ${it.hiloop}.previous to go back to. Install a release by its number: hiloop upgrade --version X.Y.Z --allow-downgrade\n`,
    });
    await Bun.write(`${it.hiloop}.previous`, "no program");
    chmodSync(`${it.hiloop}.previous`, 0o755);
    const { code, err } = await it.run(["upgrade", "--rollback"]);
    expect({ code, err: err.split(". ")[0] }).toEqual({
      code: 1,
      err: `hiloop: ${it.hiloop}.previous does not run; nothing was changed`,
    });
    expect(it.version()).toBe("9.0.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease || !Bun.which("systemctl"))(
  "a service of hiloop serve is left running, and how to restart it is said (skipped without systemctl)",
  async () => {
    await using it = await installed(release, "9.0.0");
    const units = join(it.home.folder, "config", "systemd", "user");
    const unit = join(units, "hiloop.service");
    mkdirSync(units, { recursive: true });
    writeFileSync(unit, `[Service]\nExecStart="${it.hiloop}" "serve"\n`);
    const env = { XDG_CONFIG_HOME: join(it.home.folder, "config") };

    for (const args of [["upgrade"], ["upgrade", "--rollback"]]) {
      const { code, err } = await it.run(args, { env });
      expect(code).toBe(0);
      expect(err).toEndWith(
        `\nIf the service in ${unit} runs this hiloop, restart it when it suits: systemctl --user restart hiloop\n`,
      );
    }
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "what a package manager installed is left to it",
  async () => {
    await using it = await installed(release, "9.0.0");
    const cellar = join(it.home.folder, "Cellar", "hiloop", "9.0.0", "bin");
    mkdirSync(cellar, { recursive: true });
    const hiloop = join(cellar, "hiloop");
    await Bun.$`ln ${it.hiloop} ${hiloop}`;
    const run = (...args: string[]) => it.home.run(["upgrade", ...args], { program: [hiloop] });

    const elsewhere = (version: string) =>
      `Homebrew has the newest only. Without it: brew uninstall hiloop && curl -fsSL https://github.com/hi-loop/hiloop/releases/latest/download/install.sh | sh -s -- --version ${version}`;
    const said: [args: string[], deed: string, advice: string][] = [
      [[], "upgrade", "Run: brew upgrade hiloop"],
      [["--version", "8.9.0", "--allow-downgrade"], "upgrade", elsewhere("8.9.0")],
      [["--rollback"], "roll back", `No former one is kept; name a version. ${elsewhere("X.Y.Z")}`],
    ];
    for (const [args, deed, advice] of said) {
      expect(await run(...args)).toEqual({
        code: 4,
        out: "",
        err: `hiloop: This hiloop came from Homebrew, so it does not ${deed} itself. ${advice}\n`,
      });
    }
    expect((await run("--check")).out).toBe(
      "hiloop 9.1.0 is there; this is 9.0.0. Run: brew upgrade hiloop\n",
    );
  },
  SLOW_MS,
);
