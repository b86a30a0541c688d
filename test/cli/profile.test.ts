import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { canMount, withAccount } from "../local/account.ts";
import { BINARY, PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";
import { type Stranger, stranger } from "../local/stranger.ts";

const SLOW_MS = 60_000;

/** A home where `--home` says, and an environment in which a repository has set everything that it could. */
async function hostile(other: Stranger): Promise<{ home: Sandbox; flags: string[]; work: string }> {
  const home = await sandbox();
  const work = join(home.folder, "clone");
  const planted = join(work, ".hiloop");
  mkdirSync(planted, { recursive: true, mode: 0o700 });
  mkdirSync(join(work, "bin"));
  other.plantIn(planted);
  Object.assign(home.env, other.env, {
    HOME: work,
    HILOOP_HOME: planted,
    HILOOP_AGENT: "planted",
    HILOOP_OPEN: join(work, "bin", "xdg-open"),
    HILOOP_ALLOWED_DIRS: "/",
    HILOOP_PORT: "1",
    HILOOP_LOG: "debug",
    HILOOP_UNKNOWN_APPROVE_EVERYTHING: "1",
    PATH: `bin:${join(work, "bin")}:/proc/self/cwd/bin:${join(home.folder, "tools")}:${home.env.PATH}`,
    HTTP_PROXY: other.url,
    HTTPS_PROXY: other.url,
    BROWSER: join(work, "bin", "xdg-open"),
    DISPLAY: "attacker.example:0",
    WAYLAND_DISPLAY: join(work, "socket"),
    DBUS_SESSION_BUS_ADDRESS: `unixexec:path=${join(work, "bin", "xdg-open")}`,
    XDG_DATA_DIRS: `${join(work, "share")}:/usr/share`,
    XDG_DATA_HOME: join(work, "share"),
    GTK_MODULES: join(work, "evil.so"),
    BUN_CONFIG_VERBOSE_FETCH: "true",
    NODE_EXTRA_CA_CERTS: join(work, "ca.pem"),
    SSL_CERT_FILE: join(work, "ca.pem"),
  });
  return { home, work, flags: ["--profile", "local", "--home", home.paths.home] };
}

const IGNORED =
  "hiloop: Ignored because of --profile local: HILOOP_API_KEY, HILOOP_BASE_URL, HILOOP_HOME, HILOOP_PORT, HILOOP_OPEN, HILOOP_AGENT, HILOOP_ALLOWED_DIRS, HILOOP_LOG, HOME.\n";

test("with --profile local the space is this computer's, and one line says what of the environment is ignored", async () => {
  using other = stranger();
  const { home, flags, work } = await hostile(other);
  await using _ = home;

  const { code, out, err } = await home.run(["status", "--json", ...flags], { cwd: work });

  expect({ code, err }).toEqual({ code: 0, err: IGNORED });
  expect(JSON.parse(out)).toMatchObject({ mode: "local", profile: "local", home: home.paths.home });
  expect(other.requests).toEqual([]);
});

test.skipIf(!canMount)(
  "with --profile the home is the one of the user database, whatever HOME says",
  async () => {
    using other = stranger();
    const { home, work } = await hostile(other);
    await using _ = home;
    const account = join(home.folder, "account");
    const program = withAccount(account);

    for (const HOME of [work, "", account]) {
      const { code, out, err } = await home.run(["status", "--json", "--profile", "local"], {
        program,
        cwd: work,
        env: { HOME },
      });
      expect({ code, err: err.includes(", HOME.") }).toEqual({ code: 0, err: HOME === work });
      expect(JSON.parse(out)).toMatchObject({ mode: "local", home: join(account, ".hiloop") });
    }
  },
);

const asUnknown = ["setpriv", "--reuid=54321", "--clear-groups"];
const canBeUnknown = process.getuid?.() === 0 && Bun.spawnSync([...asUnknown, "true"]).exitCode === 0;

test.skipIf(!canBeUnknown)(
  "a user that the system does not know needs --home, and that is enough",
  async () => {
    await using home = await sandbox();
    for (const folder of [home.folder, home.work]) chmodSync(folder, 0o755);
    const run = (...flags: string[]) =>
      home.run(["status", "--json", "--profile", "local", ...flags], { program: [...asUnknown, ...PROGRAM] });

    expect(await run()).toEqual({
      code: 2,
      out: "",
      err: "hiloop: This system knows no home folder of the user that hiloop runs as, or did not say it within 5 seconds. Name the folder for --profile local with --home.\n",
    });
    expect(await run("--home", home.paths.home)).toMatchObject({ code: 0 });
  },
);

test.skipIf(!canBeUnknown)("such a user without HOME is told what to do, by mcp in its answers", async () => {
  await using home = await sandbox();
  for (const folder of [home.folder, home.work]) chmodSync(folder, 0o755);
  const program = [...asUnknown, "env", "-u", "HOME", ...PROGRAM];

  expect(await home.run(["agent", "list"], { program })).toEqual({
    code: 1,
    out: "",
    err: "hiloop: /.hiloop cannot be written (EACCES). Make it yours to write, or name another one with --home.\n",
  });
  const command = [...program, "mcp", "--profile", "local"];
  await using mcp = mcpProcess({ command, cwd: home.work, env: home.env });
  await mcp.initialize();
  expect((await mcp.call("list_sessions")).error).toContain(
    "Name the folder for --profile local with --home",
  );
});

test.skipIf(!canMount)(
  "a home by a link, or with a slash at its end, is the home: nothing is ignored, no agent is named after it",
  async () => {
    await using home = await sandbox();
    const account = join(home.folder, "account");
    const link = join(home.folder, "link");
    const program = withAccount(account);
    symlinkSync(account, link);

    for (const HOME of [account, link, `${link}/`, `${account}/`]) {
      for (const flags of [[], ["--profile", "local"]]) {
        const env = { ...home.env, HOME, HILOOP_OPEN: "" };
        await using mcp = mcpProcess({ command: [...program, "mcp", ...flags], cwd: account, env });
        await mcp.initialize("Some client");
        expect((await mcp.call("list_agents")).agents).toMatchObject([{ name: "Some client" }]);
        mcp.end();
        expect(await mcp.stderr()).toBe("");
      }
    }
    await home.run(["stop"], { program, env: { HOME: account } });
  },
  SLOW_MS,
);

test(
  "an assistant that was started with --profile asks here, and its instructions say what was ignored",
  async () => {
    using other = stranger();
    const { home, flags, work } = await hostile(other);
    await using _ = home;
    await using mcp = mcpProcess({ command: [...PROGRAM, "mcp", ...flags], cwd: work, env: home.env });

    const { result } = await mcp.initialize();
    const { sessions } = await mcp.call("list_sessions");

    expect(result.instructions).toEndWith(
      `${IGNORED.slice("hiloop: ".length).trim()} Tell the user if that is unexpected.`,
    );
    expect(sessions).toEqual([]);
    expect(home.server().port).toBeGreaterThan(1);
    expect(other.requests).toEqual([]);
  },
  SLOW_MS,
);

test.skipIf(!BINARY)(
  "with --profile neither the local server nor what opens the browser is given, or found by, what a repository set",
  async () => {
    using other = stranger();
    const { home, flags, work } = await hostile(other);
    await using _ = home;
    const seen = join(home.folder, "seen");
    mkdirSync(join(home.folder, "tools"));
    for (const [folder, script] of [
      [join(home.folder, "tools"), `#!/bin/sh\nenv >${seen}; pwd >>${seen}\n`],
      [join(work, "bin"), `#!/bin/sh\necho "$@" >${join(work, "ran")}\n`],
    ] as const) {
      for (const name of ["xdg-open", "systemctl", "id", "hiloop"])
        writeFileSync(join(folder, name), script, { mode: 0o755 });
    }

    const opened = await home.run(["open", ...flags], { cwd: work, env: { DISPLAY: ":7" } });

    expect(opened).toMatchObject({ code: 0 });
    expect(await Bun.file(join(work, "ran")).exists()).toBe(false);
    const opener = readFileSync(seen, "utf8");
    expect(opener).toMatch(/^DISPLAY=:7$/m);
    const server = readFileSync(`/proc/${home.server().pid}/environ`, "utf8").replaceAll("\0", "\n");
    expect(server).toContain("HOME=");
    for (const given of [opener, server]) {
      expect(given).not.toContain(work);
      expect(given).not.toContain(other.url);
      expect(given).not.toMatch(/^(HILOOP_(?!HOME=)|BUN_|GTK_|BROWSER|DBUS)/m);
      expect(given).not.toContain("attacker");
    }
    expect(other.requests).toEqual([]);
  },
  SLOW_MS,
);

test("a display of another computer opens no browser with --profile", async () => {
  using other = stranger();
  const { home, flags, work } = await hostile(other);
  await using _ = home;
  const run = join(work, "ran");
  mkdirSync(join(home.folder, "tools"));
  writeFileSync(join(home.folder, "tools", "xdg-open"), `#!/bin/sh\n>${run}\n`, { mode: 0o755 });

  const { code, err } = await home.run(["open", ...flags], { cwd: work });

  expect(code).toBe(1);
  expect(err).toContain("No browser can be opened from here: there is no display.");
  expect(await Bun.file(run).exists()).toBe(false);
});

test("with --profile local a server that config.json names is ignored too, and said", async () => {
  await using home = await sandbox();
  using other = stranger();
  mkdirSync(home.paths.home, { mode: 0o700 });
  other.plantIn(home.paths.home);

  const { out, err } = await home.run([
    "status",
    "--json",
    ...["--profile", "local", "--home", home.paths.home],
  ]);

  expect(JSON.parse(out)).toMatchObject({ mode: "local" });
  expect(err).toContain(
    `"apiKey" in ${home.paths.home}/config.json, "baseUrl" in ${home.paths.home}/config.json`,
  );
});

const REFUSED: [args: string[], sentence: string][] = [
  [
    ["mcp", "--profile", "work"],
    'There is no profile "work". Use --profile local, the space on this computer, or leave --profile out.',
  ],
  [
    ["status", "--profile", ""],
    'There is no profile "". Use --profile local, the space on this computer, or leave --profile out.',
  ],
  [
    ["ask", "Deploy?", "--profile", "local", "--base-url", "https://hiloop.example.com"],
    "--base-url and --profile exclude each other. The server is the profile's; leave one of them out.",
  ],
];

for (const [args, sentence] of REFUSED) {
  test(`${args.join(" ")} is one clear sentence`, async () => {
    await using home = await sandbox();
    expect(await home.run(args)).toEqual({ code: 2, out: "", err: `hiloop: ${sentence}\n` });
  });
}

test("every command that uses a home takes --profile", async () => {
  await using home = await sandbox();
  const commands = ["mcp", "setup", "open", "demo", "ask", "agent list", "agent create", "agent revoke"];
  for (const command of [...commands, "status", "stop", "backup", "restore", "serve", "upgrade"]) {
    const { out } = await home.run([...command.split(" "), "--help"]);
    expect({ command, has: /--profile=<NAME>/.test(out) }).toEqual({ command, has: true });
  }
});
