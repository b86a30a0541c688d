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
import { type Sandbox, sandbox } from "../local/sandbox.ts";

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
    expect(hiloop.args.at(-1)).toBe("mcp");
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

  await home.run(["setup", "cursor", "--write"]);

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
  expect((JSON.parse(out) as Written).mcpServers.hiloop.args.at(-1)).toBe("mcp");
  expect(err).toContain(join(home.folder, FILES.windsurf ?? ""));
  expect(existsSync(join(home.folder, ".codeium"))).toBe(false);
});

test("for Claude Code the command to run is printed", async () => {
  await using home = await sandbox();
  const { out } = await home.run(["setup", "claude-code"]);
  const entry = out.match(/^claude mcp add-json -s user hiloop '(.*)'\n$/)?.[1] ?? "";
  expect(JSON.parse(entry)).toMatchObject({ type: "stdio", args: expect.arrayContaining(["mcp"]) });
});

test("another folder reaches the client as HILOOP_HOME, and a key never does", async () => {
  await using home = await sandbox({
    HILOOP_HOME: "/srv/hiloop",
    HILOOP_API_KEY: `hlp_self_${"0".repeat(64)}`,
    HILOOP_BASE_URL: "https://hiloop.example.com",
  });
  const { out } = await home.run(["setup", "cursor"]);
  expect((JSON.parse(out) as Written).mcpServers.hiloop.env).toEqual({ HILOOP_HOME: "/srv/hiloop" });
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
