import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";
import { onTerminal } from "./terminal.ts";

const REMOTE = `{
  "mcpServers": {
    "hiloop": {
      "url": "https://hiloop.example.com/mcp", // the hosted one
      "headers": { "Authorization": "Bearer secret" },
      "disabled": true,
      "timeout": 60
    }
  }
}
`;

function fileIn(home: Sandbox, text: string, name = ".cursor/mcp.json"): string {
  const path = join(home.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test("without a terminal an old address or disabled entry is named, and not touched", async () => {
  await using home = await sandbox();
  const path = fileIn(home, REMOTE);
  const { code, out, err } = await home.run(["setup", "cursor", "--write"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(
    `hiloop: The entry "hiloop" in ${path} has "url", "headers", "disabled", by which Cursor would start something else, or nothing; it was not changed. To remove that run the same with --replace; the old file is kept beside it.\n`,
  );
  expect(readFileSync(path, "utf8")).toBe(REMOTE);
});

test("--replace removes them, says so, and keeps comments and the rest of the entry", async () => {
  await using home = await sandbox();
  const path = fileIn(home, REMOTE);
  const { code, err } = await home.run(["setup", "cursor", "--write", "--replace"]);
  expect(code).toBe(0);
  expect(err).toContain('Removed "url", "headers", "disabled" from its entry.\n');
  const text = readFileSync(path, "utf8");
  expect(text).toContain('      // the hosted one\n      "timeout": 60');
  expect(parse(text).mcpServers.hiloop).toEqual({
    timeout: 60,
    command: expect.stringMatching(/^\//),
    args: expect.arrayContaining(["mcp"]),
  });
  expect(readFileSync(`${path}.before-hiloop`, "utf8")).toBe(REMOTE);
});

test.each([
  ["y", 0],
  ["yes", 0],
  ["n", 1],
  ["", 1],
])("on a terminal it is asked for, and %j ends with %i", async (answer, expected) => {
  await using home = await sandbox();
  const path = fileIn(home, REMOTE);
  const run = onTerminal(home, ["setup", "cursor", "--write"]);
  await until(() => run.shown().includes("[y/N]"));
  expect(run.shown()).toContain('has "url", "headers", "disabled", by which');
  run.type(`${answer}\r`);
  expect(await run.ended).toBe(expected);
  if (expected === 0) expect(parse(readFileSync(path, "utf8")).mcpServers.hiloop.url).toBeUndefined();
  else expect(readFileSync(path, "utf8")).toBe(REMOTE);
});

test.each([
  ["windsurf", ".codeium/windsurf/mcp_config.json", { serverUrl: "https://x.example" }, '"serverUrl"'],
  ["cursor", ".cursor/mcp.json", { type: "http" }, '"type"'],
  ["cursor", ".cursor/mcp.json", { command: "x", enabled: false }, '"enabled"'],
  ["claude-code", ".claude.json", { type: "http", url: "https://x.example" }, '"url"'],
])("%s in %s: %j is refused for %s", async (client, file, entry, named) => {
  await using home = await sandbox();
  const text = JSON.stringify({ mcpServers: { hiloop: entry } });
  const path = fileIn(home, text, file);
  const { code, err } = await home.run(["setup", client, "--write"]);
  expect(code).toBe(1);
  expect(err).toContain(`has ${named}, by which`);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([
  [{ type: "stdio", disabled: false, enabled: true, command: "/old", env: { HILOOP_AGENT: "me" } }],
  [{ command: "/old", alwaysAllow: ["ask_human"], timeout: 60, cwd: "/x" }],
])("an entry that starts the new one is changed without asking: %j", async (entry) => {
  await using home = await sandbox();
  const path = fileIn(home, JSON.stringify({ mcpServers: { hiloop: entry } }));
  expect((await home.run(["setup", "cursor", "--write"])).code).toBe(0);
  const { hiloop } = parse(readFileSync(path, "utf8")).mcpServers;
  expect(hiloop).toEqual({ ...entry, command: expect.stringMatching(/^\//), args: expect.any(Array) });
  expect(hiloop.command).not.toBe("/old");
});

test.each([
  ["mcpServers.hiloop", '{"mcpServers": {"hiloop": "x"}}'],
  ["mcpServers.hiloop.env", '{"mcpServers": {"hiloop": {"env": "x"}}}'],
])("%s that is no object is refused", async (name, text) => {
  await using home = await sandbox({ HILOOP_HOME: "/srv/hiloop" });
  const path = fileIn(home, text);
  const { code, err } = await home.run(["setup", "cursor", "--write"]);
  expect(code).toBe(2);
  expect(err).toStartWith(`hiloop: "${name}" is not an object in ${path}; it was not changed. `);
  expect(readFileSync(path, "utf8")).toBe(text);
});

/** What stands before and after the new entry, which is written as ◆. */
const COMMENTED: [before: string, after: string][] = [
  [
    '{\n  "mcpServers": {\n    "a": { "command": "x" } // about a\n    // the end\n  }\n}\n',
    '{\n  "mcpServers": {\n    "a": { "command": "x" }, // about a\n    // the end\n    ◆\n  }\n}\n',
  ],
  [
    '{\n  "mcpServers": {\n    "a": { "command": "x" }, /* a */ // about a\n  } // servers\n}\n',
    '{\n  "mcpServers": {\n    "a": { "command": "x" }, /* a */ // about a\n    ◆,\n  } // servers\n}\n',
  ],
  [
    '{\n  "mcpServers": {\n    // none yet\n  },\n  "last": 1 // last\n}\n',
    '{\n  "mcpServers": {\n    // none yet\n    ◆\n  },\n  "last": 1 // last\n}\n',
  ],
  ['{"mcpServers": {"a": {} /* a */}}', '{"mcpServers": {"a": {}, /* a */ ◆}}'],
  [
    '// top\r\n{\r\n\t"mcpServers": { // servers\r\n\t\t"a": {}\r\n\t}\r\n}\r\n// bottom',
    '// top\r\n{\r\n\t"mcpServers": { // servers\r\n\t\t"a": {},\r\n\t\t◆\r\n\t}\r\n}\r\n// bottom',
  ],
];

test.each(COMMENTED)("comments keep their place: %j", async (before, after) => {
  await using home = await sandbox();
  const path = fileIn(home, before);
  expect((await home.run(["setup", "cursor", "--write"])).code).toBe(0);
  const text = readFileSync(path, "utf8");
  const [head = "", tail = ""] = after.split("◆");
  expect({ head: text.slice(0, head.length), tail: text.slice(-tail.length) }).toEqual({ head, tail });
  const entry = parse(`{${text.slice(head.length, -tail.length)}}`);
  expect(entry).toEqual({ hiloop: { command: expect.any(String), args: expect.any(Array) } });
});
