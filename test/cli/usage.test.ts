import { afterAll, beforeAll, expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../src/cli/cli.ts";
import { BINARY, type Sandbox, sandbox } from "../local/sandbox.ts";

let home: Sandbox;
beforeAll(async () => {
  home = await sandbox();
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

const WRONG: [args: string[], sentence: string][] = [
  [["agnt"], '"agnt" is not a command of hiloop; did you mean hiloop agent? See hiloop --help.'],
  [["frobnicate"], '"frobnicate" is not a command of hiloop. See hiloop --help.'],
  [["--hlp"], '"--hlp" is not a flag of hiloop; did you mean hiloop --help? See hiloop --help.'],
  [
    ["agent", "crate"],
    '"crate" is not a command of hiloop agent; did you mean hiloop agent create? See hiloop agent --help.',
  ],
  [["ask"], "hiloop ask needs a question (Markdown; - reads it from stdin). See hiloop ask --help."],
  [["ask", "  "], "The question is empty. See hiloop ask --help."],
  [
    ["serve", "--host", "999.1.1.1", "--port", "0"],
    '"999.1.1.1" is not an address that can be listened on. Give an address of this computer with --host, such as 127.0.0.1 or 0.0.0.0.',
  ],
  [["ask", "a", "b"], '"b" is one argument too many. See hiloop ask --help.'],
  [
    ["ask", "a", "--optoin", "b"],
    "--optoin is not a flag here; did you mean --option? See hiloop ask --help.",
  ],
  [["ask", "a", "-x"], "-x is not a flag here. See hiloop ask --help."],
  [
    ["ask", "a", "--title"],
    "--title needs a value (one that starts with a dash is written --title=-VALUE). See hiloop ask --help.",
  ],
  [
    ["ask", "a", "--title", "--json"],
    "--title needs a value (one that starts with a dash is written --title=-VALUE). See hiloop ask --help.",
  ],
  [["ask", "a", "--title", "b", "--title", "c"], "--title is given twice. See hiloop ask --help."],
  [["ask", "a", "--json=yes"], "--json takes no value. See hiloop ask --help."],
  [["ask", "a", "--no-json"], "--no-json is not a flag here. See hiloop ask --help."],
  [
    ["ask", "a", "--timeout", "soon"],
    '--timeout must be a number of seconds from 1 to 7776000, not "soon". For example --timeout 600, or --timeout 10m.',
  ],
  [
    ["ask", "a", "--option", "Yes", "--components", "x.json"],
    "Use --option or --components, not both. See hiloop ask --help.",
  ],
  [
    ["ask", "a", "--components", "missing.json"],
    "missing.json cannot be read. Give the name of a file that exists, or - for stdin.",
  ],
  [
    ["ask", "-", "--components", "-"],
    "Only one of the question and the components can come from stdin. See hiloop ask --help.",
  ],
  [["demo", "--answer", "maybe"], "--answer is approve or reject. See hiloop demo --help."],
  [["setup", "curser"], '"curser" is not a client that setup knows. Did you mean cursor?'],
  [
    ["setup", "emacs"],
    '"emacs" is not a client that setup knows. Known clients: claude-desktop, claude-code, cursor, windsurf.',
  ],
  [
    ["serve", "--port", "http"],
    '--port must be a whole number from 0 to 65535, not "http". Correct or remove --port.',
  ],
  [
    ["serve", "--public-url", "example.com"],
    '--public-url must be an address like https://hiloop.example.com, not "example.com". Correct or remove --public-url.',
  ],
  [
    ["serve", "--public-url", "https://hiloop.example.com/team"],
    '--public-url must be an address without a path, not "https://hiloop.example.com/team". For example --public-url https://hiloop.example.com.',
  ],
  [
    ["serve", "--public-url", "http://hiloop.example.com"],
    "--public-url is plain http, which is accepted for this computer only. Use https, or an address on 127.0.0.1.",
  ],
  [
    ["serve", "--public-url", "https://ada:secret@hiloop.example.com"],
    "--public-url must be a plain address, without a name, password, query or fragment. Correct or remove --public-url.",
  ],
  [
    ["status", "--log", "loud"],
    '--log must be one of silent, error, warn, info, debug, not "loud". Correct or remove --log.',
  ],
  [["status", "--home", "here"], '--home must be an absolute path, not "here". Correct or remove --home.'],
];

for (const [args, sentence] of WRONG) {
  test(`hiloop ${args.join(" ")} exits with 2 and one sentence`, async () => {
    expect(await home.run(args)).toEqual({ code: 2, out: "", err: `hiloop: ${sentence}\n` });
  });
}

const HALF: [env: Record<string, string>, sentence: RegExp][] = [
  [
    { HILOOP_BASE_URL: "https://hiloop.example.com" },
    /^hiloop: HILOOP_BASE_URL is set, but HILOOP_API_KEY is not\. .*\n$/,
  ],
  [
    { HILOOP_API_KEY: `hlp_self_${"0".repeat(64)}` },
    /^hiloop: HILOOP_API_KEY is the key of a self-hosted server, but HILOOP_BASE_URL is not set\. .*\n$/,
  ],
];

for (const [env, sentence] of HALF) {
  for (const command of ["status", "mcp"]) {
    test(`hiloop ${command} with only ${Object.keys(env)} says which half is missing`, async () => {
      const { code, out, err } = await home.run([command], { env });
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(sentence);
    });
  }
}

test("the version is one line", async () => {
  const { code, out, err } = await home.run(["--version"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^hiloop \d+\.\d+\.\d+\S* \(\S+, (\d{4}-\d\d-\d\d|unknown)\)\n$/);
});

for (const args of [[], ["help"], ["--help"], ["-h"]]) {
  test(`hiloop ${args.join(" ")} lists every command, without colours where no terminal is`, async () => {
    const { code, out, err } = await home.run(args);

    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const [name, { summary }] of Object.entries(COMMANDS))
      expect(out).toMatch(new RegExp(`^ +${name} +${summary.replace(/[.*+?()]/g, "\\$&")}$`, "m"));
    expect(out).not.toContain("\u001b");
  });
}

for (const name of [...Object.keys(COMMANDS), "agent list", "agent create", "agent revoke"]) {
  test(`hiloop ${name} --help says what it does, and does nothing`, async () => {
    const { code, out, err } = await home.run([...name.split(" "), "--help"]);

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`USAGE hiloop ${name}`);
    expect(out).not.toContain("idle-ms");
  });
}

test.skipIf(!BINARY)("called as hiloop-mcp it is the MCP server", async () => {
  const link = join(home.folder, "hiloop-mcp");
  symlinkSync(BINARY ?? "", link);
  const { code, out } = await home.run([], {
    program: [link],
    stdin: `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })}\n`,
  });

  expect({ code, answer: JSON.parse(out) }).toEqual({
    code: 0,
    answer: { jsonrpc: "2.0", id: 1, result: {} },
  });
});
