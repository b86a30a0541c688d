import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "../helpers/free-port.ts";
import { PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

/** A systemctl that never answers: whoever runs the tests has a systemd of their own. */
async function withoutSystemd(extra: Record<string, string> = {}): Promise<Sandbox> {
  const home = await sandbox(extra);
  home.env.XDG_RUNTIME_DIR = home.folder;
  return home;
}

const unitOf = (home: Sandbox) => join(home.folder, ".config/systemd/user/hiloop.service");
/** A user for whom file modes count: root writes everywhere. */
const asNobody = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];

const linuxTest = process.platform === "linux" && Bun.which("systemctl") ? test : test.skip;
const note = "(skipped without systemctl)";

linuxTest(
  `without a systemd that answers the unit is written and the commands are shown ${note}`,
  async () => {
    await using home = await withoutSystemd({ HILOOP_LOG: "info" });
    const port = `${freePort()}`;
    const flags = [
      "--host",
      "::1",
      "--port",
      port,
      "--data",
      "my data",
      "--public-url",
      "https://h.example/",
    ];
    const { code, out, err } = await home.run(["serve", "--install-service", ...flags]);
    expect([code, out]).toEqual([0, `${unitOf(home)}\n`]);
    expect(err).toBe(`Wrote the service.
It is not started: this user's service manager cannot be reached from here. Run, when you are logged in as this user:
  systemctl --user daemon-reload
  systemctl --user enable hiloop.service
  systemctl --user restart hiloop.service
Its log: journalctl --user -u hiloop -f
It ends when you log out, unless you run this once: loginctl enable-linger
`);
    const data = `"${join(home.work, "my data")}"`;
    const given = ` serve --host ::1 --port ${port} --data ${data} --public-url https://h.example --home ${home.paths.home} --log info\n`;
    expect(readFileSync(unitOf(home), "utf8")).toContain(given);
    expect(statSync(unitOf(home)).mode & 0o777).toBe(0o600);
  },
);

linuxTest(
  `XDG_CONFIG_HOME is where the unit goes, and another home reaches the service ${note}`,
  async () => {
    await using home = await withoutSystemd();
    const env = { XDG_CONFIG_HOME: join(home.folder, "etc"), HILOOP_HOME: join(home.folder, "h") };
    const port = `${freePort()}`;
    const { out } = await home.run(["serve", "--install-service", "--port", port], { env });
    expect(out).toBe(`${join(home.folder, "etc/systemd/user/hiloop.service")}\n`);
    const data = join(home.folder, "h/server");
    expect(readFileSync(out.trim(), "utf8")).toContain(
      ` --port ${port} --data ${data} --home ${join(home.folder, "h")}\n`,
    );
  },
);

linuxTest(
  `the same again changes nothing, other flags replace it, and it is removed by hand ${note}`,
  async () => {
    await using home = await withoutSystemd();
    const [port, other] = [`${freePort()}`, `${freePort()}`];
    const install = (at = port) => home.run(["serve", "--install-service", "--port", at]);
    await install();
    const before = statSync(unitOf(home)).mtimeMs;
    expect((await install()).err).toContain("The service was installed already, just so.");
    expect(statSync(unitOf(home)).mtimeMs).toBe(before);
    await install(other);
    expect(readFileSync(unitOf(home), "utf8")).toContain(`--port ${other} `);
    const { code, err } = await home.run(["serve", "--uninstall-service"]);
    expect([code, existsSync(unitOf(home))]).toEqual([0, true]);
    expect(err).toContain(`  rm ${unitOf(home)}\n`);
  },
);

linuxTest(`paths in the commands that are shown are quoted for the shell ${note}`, async () => {
  await using home = await withoutSystemd();
  home.env.HOME = join(home.folder, "sp home");
  const unit = join(home.env.HOME, ".config/systemd/user/hiloop.service");
  await home.run(["serve", "--install-service", "--port", `${freePort()}`]);
  const { err } = await home.run(["serve", "--uninstall-service"]);
  const shown = err.split("\n").find((line) => line.startsWith("  rm ")) ?? "";
  expect(existsSync(unit)).toBe(true);
  Bun.spawnSync(["sh", "-c", shown], { cwd: home.work });
  expect(existsSync(unit)).toBe(false);
});

linuxTest(
  `a folder for units that may not be written is named, and what does without it ${note}`,
  async () => {
    await using home = await withoutSystemd();
    const folder = dirname(unitOf(home));
    mkdirSync(folder, { recursive: true });
    for (const path of [home.folder, join(home.folder, ".config"), dirname(folder)]) chmodSync(path, 0o777);
    chmodSync(folder, 0o555);
    const program = [...asNobody, ...PROGRAM];
    const { code, err } = await home.run(["serve", "--install-service", "--port", `${freePort()}`], {
      program,
    });
    expect([code, err]).toEqual([
      1,
      `hiloop: ${folder} cannot be written (EACCES). Make it yours to write, or start hiloop serve with a program of your own.\n`,
    ]);
  },
);

linuxTest(`a unit that a person wrote, changed or linked is kept ${note}`, async () => {
  await using home = await withoutSystemd();
  await home.run(["serve", "--install-service", "--port", `${freePort()}`]);
  const changed = `${readFileSync(unitOf(home), "utf8")}Nice=5\n`;
  writeFileSync(unitOf(home), changed);
  for (const flag of ["--install-service", "--uninstall-service"]) {
    const { code, err } = await home.run(["serve", flag]);
    expect([flag, code]).toEqual([flag, 1]);
    expect(err).toBe(
      `hiloop: ${unitOf(home)} was written or changed by somebody else; nothing was done. Move it away, then do the same again.\n`,
    );
  }
  expect(readFileSync(unitOf(home), "utf8")).toBe(changed);

  await using other = await withoutSystemd();
  mkdirSync(dirname(unitOf(other)), { recursive: true });
  symlinkSync("/dev/null", unitOf(other));
  expect((await other.run(["serve", "--install-service"])).code).toBe(1);
});

const REFUSED: [args: string[], env: Record<string, string>, sentence: RegExp][] = [
  [["--port", "70000"], {}, /^hiloop: --port must be a whole number/],
  [["--port", "0"], {}, /^hiloop: A service needs a port that stays the same, not 0\. .*--port\.\n$/],
  [["--public-url", "https://a.example/x"], {}, /^hiloop: --public-url must be an address without a path/],
  [["--public-url", "http://h.example"], {}, /^hiloop: --public-url is plain http/],
  [["--host", "203.0.113.7"], {}, /^hiloop: "203\.0\.113\.7" is not an address that can be listened on\. /],
  [["--data", ""], {}, /^hiloop: --data must name a folder\. /],
  [["--data", "/dev/null/x"], {}, /^hiloop: \/dev\/null\/x cannot be written \(ENOTDIR\)\. .*--data\.\n$/],
  [["--data", "/tmp/a\nb"], {}, /^hiloop: A service cannot be given "\/tmp\/a\\nb": [^\n]*\n$/],
  [["--local"], {}, /^hiloop: --local is how hiloop starts its own server, never a service\. [^\n]*\n$/],
  [[], { HILOOP_HOME: "HOME/a\u2028b" }, /^hiloop: A service cannot be given "[^\n]*\n$/],
  [["--log", "loud"], {}, /^hiloop: --log must be one of silent/],
  [["--uninstall-service"], {}, /^hiloop: --uninstall-service stands alone/],
  ...(process.getuid?.() === 0
    ? [[[], { SUDO_USER: "ada" }, /^hiloop: The service belongs to a user.* without sudo/] as const].map(
        ([args, env, sentence]): [string[], Record<string, string>, RegExp] => [[...args], env, sentence],
      )
    : []),
];

for (const [args, env, sentence] of REFUSED) {
  linuxTest(
    `${["--install-service", ...args].join(" ")} is refused in one sentence, before anything is written ${note}`,
    async () => {
      await using home = await withoutSystemd(env);
      if (env.HILOOP_HOME) home.env.HILOOP_HOME = env.HILOOP_HOME.replace("HOME", home.folder);
      const { code, out, err } = await home.run(["serve", "--install-service", ...args]);
      expect([code === 0, out]).toEqual([false, ""]);
      expect(err).toMatch(sentence);
      expect(readdirSync(home.folder)).toEqual([]);
    },
  );
}
