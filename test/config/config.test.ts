import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Config, type ConfigFlags, loadConfig } from "../../src/config/config.ts";
import { SETTINGS } from "../../src/config/settings.ts";
import { HiloopError } from "../../src/protocol/error.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Given = Record<string, string>;
const KEY = `hlp_self_${"0123456789abcdef".repeat(4)}`;
const HOSTED = `hlp_${"0123456789abcdef".repeat(4)}`;

function problem(given: Given, flags: ConfigFlags = {}): string {
  try {
    loadConfig(flags, given);
  } catch (error) {
    if (error instanceof HiloopError && error.code === "configuration") return error.sentence;
    throw error;
  }
  return "";
}

const SPACES: [name: string, given: Given, expected: Config["space"]][] = [
  ["nothing set is the local space", {}, { mode: "local" }],
  ["empty values count as not set", { HILOOP_API_KEY: "", HILOOP_BASE_URL: " " }, { mode: "local" }],
  [
    "a bundle's settings that the client did not fill in count as not set",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as such a client passes it
    { HILOOP_API_KEY: "${user_config.api_key}", HILOOP_BASE_URL: "${user_config.base_url}" },
    { mode: "local" },
  ],
  [
    "what clients make of no value counts as not set",
    { HILOOP_API_KEY: "undefined", HILOOP_BASE_URL: "null" },
    { mode: "local" },
  ],
  [
    "a hosted key alone means the hosted service",
    { HILOOP_API_KEY: HOSTED },
    { mode: "hosted", apiKey: HOSTED, baseUrl: "https://api.hi-loop.com" },
  ],
  [
    "a self-hosted key and an address",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "https://hiloop.example.com/v1/" },
    { mode: "self-hosted", apiKey: KEY, baseUrl: "https://hiloop.example.com" },
  ],
  [
    "plain http on loopback",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "http://127.0.0.1:4450" },
    { mode: "self-hosted", apiKey: KEY, baseUrl: "http://127.0.0.1:4450" },
  ],
  [
    "plain http on IPv6 loopback",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "http://[::1]:4450" },
    { mode: "self-hosted", apiKey: KEY, baseUrl: "http://[::1]:4450" },
  ],
];

for (const [name, given, expected] of SPACES) {
  test(name, () => {
    expect(loadConfig({}, given).space).toEqual(expected);
  });
}

test("where people reach the server is what the user set, and must be an address like the server's own", () => {
  expect(loadConfig({}, {}).publicUrl).toBeUndefined();
  const set = (HILOOP_PUBLIC_URL: string) => loadConfig({}, { HILOOP_PUBLIC_URL }).publicUrl;
  expect(set("https://ask.example.com/")).toBe("https://ask.example.com");
  expect(() => set("http://ask.example.com")).toThrow(/HILOOP_PUBLIC_URL is plain http/);
});

const PROBLEMS: [name: string, given: Given, sentence: RegExp][] = [
  [
    "an address without a key",
    { HILOOP_BASE_URL: "https://hiloop.example.com" },
    /^HILOOP_BASE_URL is set, but HILOOP_API_KEY is not\. Set HILOOP_API_KEY to a key /,
  ],
  [
    "a self-hosted key without an address",
    { HILOOP_API_KEY: KEY },
    /^HILOOP_API_KEY is the key of a self-hosted server, but HILOOP_BASE_URL is not set\. Set HILOOP_BASE_URL /,
  ],
  [
    "plain http elsewhere",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "http://hiloop.example.com" },
    /^HILOOP_BASE_URL is plain http, which is accepted for this computer only\. Use https/,
  ],
  [
    "a name that only looks like loopback",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "http://127.0.0.1.example.com" },
    /is plain http/,
  ],
  [
    "an address that is none",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "hiloop" },
    /^HILOOP_BASE_URL must be an address like https:\/\/hiloop\.example\.com, not "hiloop"\./,
  ],
  [
    "an address with a password",
    { HILOOP_API_KEY: KEY, HILOOP_BASE_URL: "https://a:hunter2@b.example" },
    /^HILOOP_BASE_URL must be a plain address(?!.*hunter2)/,
  ],
  [
    "a key of a person",
    { HILOOP_API_KEY: `hlu_${"a".repeat(64)}` },
    /^HILOOP_API_KEY is a person's device or invitation, not an API key\. (?!.*aaaa)/,
  ],
  [
    "a key that was cut off",
    { HILOOP_API_KEY: "hlp_self_0123" },
    /^HILOOP_API_KEY is not an API key\. (?!.*0123)/,
  ],
  [
    "a variable that was not expanded",
    { HILOOP_API_KEY: "$HILOOP_API_KEY" },
    /^HILOOP_API_KEY is not an API key\./,
  ],
  [
    "a placeholder that names a variable",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as a client passes one that it does not know
    { HILOOP_API_KEY: "${HILOOP_API_KEY}" },
    /^HILOOP_API_KEY is not an API key\./,
  ],
  [
    "an address beside a key that was left empty",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as such a client passes it
    { HILOOP_API_KEY: "${user_config.api_key}", HILOOP_BASE_URL: "https://hiloop.example.com" },
    /^HILOOP_BASE_URL is set, but HILOOP_API_KEY is not\./,
  ],
  [
    "a setting that no bundle asks for",
    { HILOOP_OPEN: "undefined" },
    /^HILOOP_OPEN must be auto, never, or the absolute path of a program/,
  ],
  [
    "a port that is none",
    { HILOOP_PORT: "70000" },
    /^HILOOP_PORT must be a whole number from 1 to 65535, not "70000"\./,
  ],
  [
    "a wait that is too short",
    { HILOOP_MAX_WAIT: "1" },
    /^HILOOP_MAX_WAIT must be a whole number from 10 to 86400/,
  ],
  ["a relative folder", { HILOOP_HOME: "data" }, /^HILOOP_HOME must be an absolute path, not "data"\./],
  [
    "a relative allowed folder",
    { HILOOP_ALLOWED_DIRS: "/srv:files" },
    /^HILOOP_ALLOWED_DIRS must be an absolute path, not "files"\./,
  ],
  [
    "a way to open that is none",
    { HILOOP_OPEN: "firefox" },
    /^HILOOP_OPEN must be auto, never, or the absolute path of a program, not "firefox"\./,
  ],
  [
    "a log level that is none",
    { HILOOP_LOG: "loud" },
    /^HILOOP_LOG must be one of silent, error, warn, info, debug, not "loud"\./,
  ],
  ["an agent name of two lines", { HILOOP_AGENT: "a\nb" }, /^HILOOP_AGENT must be a name of one line/],
];

for (const [name, given, sentence] of PROBLEMS) {
  test(`${name} is one clear sentence`, () => {
    expect(problem(given)).toMatch(sentence);
  });
}

test("a flag stands above the environment, that above config.json, and that above the default", async () => {
  await using folder = await tempDir();
  const home = { HILOOP_HOME: folder.path };
  expect(loadConfig({}, home)).toMatchObject({ open: "auto", log: "warn", allowedDirs: [], port: undefined });
  writeFileSync(
    join(folder.path, "config.json"),
    JSON.stringify({ log: "debug", agent: "file", port: 5001, allowedDirs: ["/srv", "~/files"] }),
  );

  const config = loadConfig({ agent: "flag" }, { ...home, HILOOP_AGENT: "variable", HILOOP_LOG: "info" });

  expect(config).toMatchObject({
    agent: "flag",
    log: "info",
    port: 5001,
    allowedDirs: ["/srv", join(homedir(), "files")],
  });
});

test("the working directory's config.json is not read", async () => {
  await using folder = await tempDir();
  await using home = await tempDir();
  writeFileSync(join(folder.path, "config.json"), '{"agent": "planted"}');
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    expect(loadConfig({}, { HILOOP_HOME: home.path }).agent).toBeUndefined();
  } finally {
    process.chdir(before);
  }
});

const FILES: [name: string, content: string, sentence: RegExp][] = [
  ["that is no JSON", "{", /config\.json cannot be read as JSON\. Correct it, or move it away\.$/],
  ["that is a list", "[]", /config\.json must hold one JSON object\./],
  ["with an unknown key", '{"ports": 1}', /^"ports" in \S+config\.json is not a setting \(known: apiKey, /],
  [
    "with a value of the wrong type",
    '{"port": true}',
    /^"port" in \S+config\.json must be a text, a number or a list of texts\./,
  ],
];

for (const [name, content, sentence] of FILES) {
  test(`a config.json ${name} is one clear sentence`, async () => {
    await using folder = await tempDir();
    writeFileSync(join(folder.path, "config.json"), content);
    expect(problem({ HILOOP_HOME: folder.path })).toMatch(sentence);
  });
}

test("a config.json with a key that others can read is refused", async () => {
  await using folder = await tempDir();
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(join(folder.path, "config.json"), JSON.stringify({ apiKey: KEY }), { mode: 0o644 });
  expect(problem({ HILOOP_HOME: folder.path })).toMatch(
    /holds an API key and can be read by others\. Run: chmod 600 /,
  );
});

test("every variable is described, once", () => {
  const names = SETTINGS.map(({ variable }) => variable);
  expect(new Set(names).size).toBe(names.length);
  for (const { variable, description, fallback } of SETTINGS) {
    expect({ variable, described: description.length > 20 && fallback !== "" }).toEqual({
      variable,
      described: true,
    });
  }
});
