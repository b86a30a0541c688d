import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BINARY, PROGRAM, sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;
const canMount = Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0;

test("a folder that is a file is one clear sentence", async () => {
  await using home = await sandbox();
  writeFileSync(home.paths.home, "");

  const { code, out, err } = await home.run(["agent", "list"]);

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^hiloop: \S+\.hiloop cannot be written \(E[A-Z]+\)\. Make it yours to write, or name another one with --home\.\n$/,
  );
});

/** A user for whom file modes count: root reads and writes everything. */
const asNobody = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];

test("a folder that may not be written is one clear sentence", async () => {
  await using home = await sandbox();
  chmodSync(home.folder, 0o555);

  const { code, out, err } = await home.run(["agent", "list"], { program: [...asNobody, ...PROGRAM] });

  chmodSync(home.folder, 0o755);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^hiloop: \S+\.hiloop cannot be written \(EACCES\)\. .*\n$/);
});

test.skipIf(process.getuid?.() !== 0)("a folder that belongs to another user is refused", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home);
  chmodSync(home.paths.home, 0o777);
  chmodSync(home.folder, 0o755);

  const { code, err } = await home.run(["agent", "list"], { program: [...asNobody, ...PROGRAM] });

  expect(code).toBe(1);
  expect(err).toMatch(
    /^hiloop: \S+\.hiloop belongs to another user\. Name a folder of your own with --home, or run this as that user\.\n$/,
  );
});

test("a folder that others could read is closed to them", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home, { mode: 0o755 });
  chmodSync(home.paths.home, 0o755);

  await home.run(["agent", "list"]);

  const { mode } = await Bun.file(home.paths.home).stat();
  expect(mode & 0o777).toBe(0o700);
});

test.skipIf(!canMount)(
  "a full disk is one clear sentence, and nothing is left behind",
  async () => {
    await using home = await sandbox();
    mkdirSync(home.paths.home);
    const script = `mount -t tmpfs -o size=16k tmpfs "$0" && head -c 16384 /dev/zero >"$0/ballast"; "$@"; code=$?; ls "$0" >&2; exit $code`;

    const { code, out, err } = await home.run(["agent", "list"], {
      program: ["unshare", "-rm", "sh", "-c", script, home.paths.home, ...PROGRAM],
    });

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(
      /^hiloop: The disk that holds \S+secrets\.json is full; nothing was changed\. Free some space, then try again\.\nballast\n$/,
    );
  },
  SLOW_MS,
);

test.skipIf(!canMount)(
  "a disk that fills up while the server starts is one clear sentence",
  async () => {
    await using home = await sandbox();
    mkdirSync(home.paths.home);
    const script = `mount -t tmpfs -o size=64k tmpfs "$0"; "$@"`;

    const { code, out, err } = await home.run(["agent", "list"], {
      program: ["unshare", "-rm", "sh", "-c", script, home.paths.home, ...PROGRAM],
    });

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(
      /^hiloop: The server could not write to its disk; nothing was changed\. Free some space .*\n$/,
    );
  },
  SLOW_MS,
);

test("keys that cannot be read are one clear sentence, which quotes nothing of them", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home);
  writeFileSync(home.paths.secrets, '{"format":1,"device":"hlu_0123');

  const { code, err } = await home.run(["agent", "list"]);

  expect(code).toBe(1);
  expect(err).toMatch(
    /^hiloop: \S+secrets\.json, which holds the keys of this computer's space, cannot be read\. .*\n$/,
  );
  expect(err).not.toContain("hlu_");
  expect(readFileSync(home.paths.secrets, "utf8")).toBe('{"format":1,"device":"hlu_0123');
});

const RUNNERS: Record<string, string>[] = [
  { BUN_BE_BUN: "1" },
  { BUN_BE_BUN: "true" },
  { BUN_OPTIONS: "--preload ./planted.ts" },
  { BUN_INSPECT_PRELOAD: "./planted.ts" },
  { NODE_OPTIONS: "--require ./planted.ts" },
];

for (const env of RUNNERS) {
  test.skipIf(!BINARY)(
    `${Object.entries(env).join().replace(",", "=")} runs nothing of that folder`,
    async () => {
      await using home = await sandbox();
      const ran = join(home.work, "ran");
      const write = `require("node:fs").writeFileSync(${JSON.stringify(ran)}, "");`;
      writeFileSync(join(home.work, "package.json"), JSON.stringify({ scripts: { status: `touch ${ran}` } }));
      for (const name of ["planted.ts", "status.ts"]) writeFileSync(join(home.work, name), write);

      const { code, err } = await home.run(["status", "--json"], { env });

      expect(existsSync(ran)).toBe(false);
      // Either it takes no notice, or it does not start at all.
      expect(code === 0 || /Code generation from strings disallowed/.test(err)).toBe(true);
      if (env.BUN_BE_BUN) expect(code).toBe(0);
    },
  );
}

const ENDINGS: Record<string, string>[] = [
  { BUN_OPTIONS: "--version" },
  { BUN_OPTIONS: "--help" },
  { BUN_JSC_watchdog: "1" },
];

for (const env of ENDINGS) {
  test.skipIf(!BINARY)(
    `${Object.entries(env).join().replace(",", "=")} ends no gate as if a person had approved`,
    async () => {
      await using home = await sandbox();

      const { code, out } = await home.run(["ask", "Deploy?", "--exit-code", "--timeout", "0"], { env });

      expect(code).not.toBe(0);
      expect(out).toBe("");
    },
  );
}

test.skipIf(!BINARY)("no function of it can be given another body", async () => {
  await using home = await sandbox();
  writeFileSync(join(home.work, "bodies"), "override %%%{ return 1 }%%%\nwith %%%{ return 2 }%%%\n");

  const { code, err } = await home.run(["status"], { env: { BUN_JSC_functionOverrides: "bodies" } });

  expect(code).toBe(1);
  expect(err).toContain("invalid JSC environment variable");
});

test.skipIf(!BINARY)("nothing is read from the folder that it is started in", async () => {
  await using home = await sandbox();
  const hostile = join(home.folder, "cloned");
  mkdirSync(hostile);
  writeFileSync(join(hostile, ".env"), "HILOOP_BASE_URL=https://attacker.example\nHILOOP_PORT=1\n");
  writeFileSync(join(hostile, "bunfig.toml"), 'preload = ["./planted.ts"]\n');
  writeFileSync(
    join(hostile, "planted.ts"),
    `require("node:fs").writeFileSync(${JSON.stringify(join(hostile, "ran"))}, "");\n`,
  );
  writeFileSync(join(hostile, "config.json"), '{"port": 1}\n');

  const { code, out } = await home.run(["status", "--json"], { cwd: hostile });

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ mode: "local" });
  expect(existsSync(join(hostile, "ran"))).toBe(false);
});
