import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { CLIENTS } from "../../src/cli/setup/clients.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { canMount, withAccount } from "../local/account.ts";
import { BINARY, type Sandbox, sandbox } from "../local/sandbox.ts";
import { stranger } from "../local/stranger.ts";

const FILES: Record<string, string> = {
  "claude-desktop": ".config/Claude/claude_desktop_config.json",
  "claude-code": ".claude.json",
  cursor: ".cursor/mcp.json",
  windsurf: ".codeium/windsurf/mcp_config.json",
};

function fileOf(home: Sandbox, client: string, text?: string): string {
  const path = join(home.folder, FILES[client] ?? "");
  mkdirSync(dirname(path), { recursive: true });
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

type Written = { mcpServers: { hiloop: { command: string; args: string[]; type?: string; env?: object } } };

/** What setup gives in the sandbox: its home is not the account's, so the entry names it. */
const flagsOf = (home: string) => ["mcp", "--profile", "local", "--home", home];

for (const client of Object.keys(CLIENTS)) {
  test(`setup ${client} --write makes the file with an absolute command, and twice is as once`, async () => {
    await using home = await sandbox();
    const path = fileOf(home, client);
    const first = await home.run(["setup", client, "--write"]);
    const text = readFileSync(path, "utf8");
    const second = await home.run(["setup", client, "--write"]);

    expect(first).toMatchObject({ code: 0, out: `${path}\n` });
    const { hiloop } = (JSON.parse(text) as Written).mcpServers;
    expect(hiloop.command).toStartWith("/");
    expect(existsSync(hiloop.command)).toBe(true);
    expect(hiloop.args.slice(-5)).toEqual(flagsOf(home.paths.home));
    expect(hiloop.env).toBeUndefined();
    expect(hiloop.type).toBe(client === "claude-code" ? "stdio" : undefined);
    expect(second).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(existsSync(`${path}.before-hiloop`)).toBe(false);
  });
}

test("what is there stays: other servers, comments, order, indentation and the user's own additions", async () => {
  await using home = await sandbox();
  const before = `{
\t// mine
\t"theme": "dark",
\t"mcpServers": {
\t\t"other": { "command": "x" }, // keep
\t\t"hiloop": { "command": "/old", "timeout": 9, "args": [], "env": { "HILOOP_AGENT": "me" } },
\t},
\t"last": [1, 2]
}
`;
  const path = fileOf(home, "cursor", before);
  chmodSync(path, 0o640);

  const { err } = await home.run(["setup", "cursor", "--write"]);

  expect(err).toEndWith("HILOOP_AGENT in its env does not count any more: flags and config.json do.\n");
  const after = readFileSync(path, "utf8");
  const kept = after.split("\n").filter((line) => before.split("\n").includes(line));
  expect(kept).toEqual(before.split("\n").filter((line) => !line.includes('"hiloop"')));
  expect(after).toMatch(/"timeout": 9/);
  expect(after).toMatch(/"env": \{ "HILOOP_AGENT": "me" \}/);
  expect(after).not.toContain("/old");
  expect(readFileSync(`${path}.before-hiloop`, "utf8")).toBe(before);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test("a file that is a link stays one, and its target is changed", async () => {
  await using home = await sandbox();
  const path = fileOf(home, "cursor");
  const target = join(home.folder, "dotfiles.json");
  writeFileSync(target, "{}");
  symlinkSync(target, path);

  await home.run(["setup", "cursor", "--write"]);

  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toContain("hiloop");
});

const BROKEN: [text: string, sentence: RegExp][] = [
  ['{"mcpServers": ', /is not valid JSON; it was not changed\./],
  ["[]", /^hiloop: It is not an object in /],
  ['{"mcpServers": []}', /^hiloop: "mcpServers" is not an object in /],
];

for (const [text, sentence] of BROKEN) {
  test(`a file that holds ${text} is left alone`, async () => {
    await using home = await sandbox();
    const path = fileOf(home, "cursor", text);
    const { code, out, err } = await home.run(["setup", "cursor", "--write"]);

    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(sentence);
    expect(readFileSync(path, "utf8")).toBe(text);
  });
}

test("without --write the entry is printed and nothing is touched", async () => {
  await using home = await sandbox();
  const { code, out, err } = await home.run(["setup", "windsurf"]);

  expect(code).toBe(0);
  expect((JSON.parse(out) as Written).mcpServers.hiloop.args.slice(-5)).toEqual(flagsOf(home.paths.home));
  expect(err).toContain(join(home.folder, FILES.windsurf ?? ""));
  expect(existsSync(join(home.folder, ".codeium"))).toBe(false);
});

test("for Claude Code the command to run is printed", async () => {
  await using home = await sandbox();
  const { out } = await home.run(["setup", "claude-code"]);
  const entry = out.match(/^claude mcp add-json -s user hiloop '(.*)'\n$/)?.[1] ?? "";
  expect(JSON.parse(entry)).toMatchObject({
    type: "stdio",
    args: expect.arrayContaining(flagsOf(home.paths.home)),
  });
});

test("another folder reaches the client as a flag, and neither a key nor any other variable does", async () => {
  await using home = await sandbox({
    HILOOP_HOME: "/srv/hiloop",
    HILOOP_API_KEY: `hlp_self_${"0".repeat(64)}`,
    HILOOP_BASE_URL: "https://hiloop.example.com",
    HILOOP_AGENT: "me",
  });
  const { out } = await home.run(["setup", "cursor"]);
  const { hiloop } = (JSON.parse(out) as Written).mcpServers;
  expect(hiloop.args.slice(-5)).toEqual(flagsOf("/srv/hiloop"));
  expect(hiloop.env).toBeUndefined();
});

test.skipIf(!canMount)("the account's own folder is not named", async () => {
  await using home = await sandbox();
  const account = join(home.folder, "account");
  const program = withAccount(account);
  for (const [args, HOME] of [
    [["setup", "cursor"], account],
    [["setup", "cursor", "--profile", "local"], home.folder],
  ] as const) {
    const { out, err } = await home.run([...args], { program, env: { HOME } });
    expect((JSON.parse(out) as Written).mcpServers.hiloop.args.slice(-3)).toEqual(flagsOf("").slice(0, 3));
    expect(err).toContain(join(account, FILES.cursor ?? ""));
  }
});

test("what setup writes asks on this computer, whatever a repository sets", async () => {
  await using home = await sandbox();
  using other = stranger();
  const path = fileOf(home, "claude-code");
  await home.run(["setup", "claude-code", "--write"]);
  const { command, args } = (JSON.parse(readFileSync(path, "utf8")) as Written).mcpServers.hiloop;

  await using mcp = mcpProcess({
    command: [command, ...args],
    cwd: home.work,
    env: { ...home.env, ...other.env, HOME: home.work, HILOOP_HOME: join(home.work, ".hiloop") },
  });
  await mcp.initialize();

  expect(await mcp.call("list_sessions")).toMatchObject({ sessions: [] });
  expect(existsSync(home.paths.secrets)).toBe(true);
  expect(other.requests).toEqual([]);
});

test.skipIf(!BINARY)(
  "the command is the link in PATH, but none that lies in the working folder",
  async () => {
    await using home = await sandbox();
    for (const [folder, kept] of [
      [join(home.folder, "bin"), true],
      [join(home.work, "bin"), false],
    ] as const) {
      mkdirSync(folder);
      symlinkSync(BINARY ?? "", join(folder, "hiloop"));
      const { out } = await home.run(["setup", "cursor"], { env: { PATH: `${folder}:${home.env.PATH}` } });
      const { command } = (JSON.parse(out) as Written).mcpServers.hiloop;
      expect(command === join(folder, "hiloop")).toBe(kept);
    }
  },
);

test("an entry that names a server in its env is not turned into one of this computer", async () => {
  await using home = await sandbox();
  const before = `{"mcpServers":{"hiloop":{"command":"hiloop","args":["mcp"],"env":{"HILOOP_API_KEY":"hlp_self_x","HILOOP_BASE_URL":"https://hiloop.example.com","HILOOP_AGENT":"me"}}}}`;
  const path = fileOf(home, "cursor", before);

  expect(await home.run(["setup", "cursor", "--write"])).toEqual({
    code: 2,
    out: "",
    err: `hiloop: The entry in ${path} names a server by HILOOP_API_KEY and HILOOP_BASE_URL, and setup would make it mean this computer; it was not changed. Remove these from its env to use the space on this computer, or leave the entry as it is.\n`,
  });
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("where config.json names a server, the entry leaves it that, and it is said", async () => {
  await using home = await sandbox();
  using other = stranger();
  mkdirSync(home.paths.home, { mode: 0o700 });
  other.plantIn(home.paths.home);

  const { out, err } = await home.run(["setup", "cursor"]);
  const asked = await home.run(["setup", "cursor", "--profile", "local", "--home", home.paths.home]);

  expect((JSON.parse(out) as Written).mcpServers.hiloop.args.slice(-3)).toEqual([
    "mcp",
    "--home",
    home.paths.home,
  ]);
  expect(err).toContain("config.json names a server, so the entry is without --profile local");
  expect((JSON.parse(asked.out) as Written).mcpServers.hiloop.args.slice(-5)).toEqual(
    flagsOf(home.paths.home),
  );
});

test.each([
  ["claude-code", { CLAUDE_CONFIG_DIR: "/HOME/claude" }, "claude/.claude.json"],
  ["claude-code", { CLAUDE_CONFIG_DIR: "" }, ".claude.json"],
  ["claude-code", { XDG_CONFIG_HOME: "/HOME/xdg" }, ".claude.json"],
  ["claude-desktop", { XDG_CONFIG_HOME: "/HOME/xdg" }, "xdg/Claude/claude_desktop_config.json"],
  ["claude-desktop", { XDG_CONFIG_HOME: "xdg" }, ".config/Claude/claude_desktop_config.json"],
])("%s with %j has its file at %s", async (client, given: Record<string, string>, file) => {
  await using home = await sandbox();
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value.replace("/HOME", home.folder)]),
  );
  const { code, out } = await home.run(["setup", client, "--write"], { env });
  expect({ code, out }).toEqual({ code: 0, out: `${join(home.folder, file)}\n` });
  expect(readFileSync(join(home.folder, file), "utf8")).toContain("hiloop");
});

test.each([
  ["", ".claude/.config.json"],
  ["/HOME/claude", "claude/.config.json"],
])(
  "the file of an early Claude Code is used where there is one (CLAUDE_CONFIG_DIR=%j)",
  async (given, file) => {
    await using home = await sandbox();
    const path = join(home.folder, file);
    mkdirSync(dirname(path));
    writeFileSync(path, "{}");
    const env = { CLAUDE_CONFIG_DIR: given.replace("/HOME", home.folder) };
    expect((await home.run(["setup", "claude-code", "--write"], { env })).out).toBe(`${path}\n`);
  },
);

test("a CLAUDE_CONFIG_DIR that is not absolute is refused", async () => {
  await using home = await sandbox({ CLAUDE_CONFIG_DIR: "claude" });
  const { code, err } = await home.run(["setup", "claude-code", "--write"]);
  expect(code).toBe(2);
  expect(err).toMatch(/^hiloop: CLAUDE_CONFIG_DIR is not an absolute path, but "claude"\. .*\n$/);
});
