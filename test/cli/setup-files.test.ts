import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { replaceText } from "../../src/cli/setup/write-file.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** A user for whom file modes count: root reads and writes everything. */
const asNobody = [...(isRoot ? ["setpriv", `--reuid=${NOBODY}`, "--clear-groups"] : []), ...PROGRAM];

function fileIn(home: Sandbox): string {
  mkdirSync(join(home.folder, ".cursor"));
  return join(home.folder, ".cursor", "mcp.json");
}

const UNUSABLE: [what: string, make: (path: string) => void, sentence: RegExp][] = [
  [
    "holds other bytes than UTF-8",
    (path) => writeFileSync(path, Buffer.from([0x7b, 0xff, 0x7d])),
    /mcp\.json is not valid UTF-8; it was not changed\. Save it as UTF-8/,
  ],
  [
    "holds UTF-16",
    (path) => writeFileSync(path, Buffer.from("\uFEFF{}", "utf16le")),
    /mcp\.json is not valid UTF-8; it was not changed\. /,
  ],
  ["is a folder", (path) => mkdirSync(path), /mcp\.json is a folder, not a file; it was not changed\. /],
  [
    "is a pipe",
    (path) => Bun.spawnSync(["mkfifo", path]),
    /mcp\.json is something else, not a file; it was not changed\. /,
  ],
  [
    "is a link that leads nowhere",
    (path) => symlinkSync("/nowhere/mcp.json", path),
    /mcp\.json is a link to \/nowhere\/mcp\.json, which is not there; it was not changed\. Make that file or remove the link/,
  ],
  [
    "is a link to itself",
    (path) => symlinkSync(path, path),
    /mcp\.json cannot be read \(ELOOP\); it was not changed\. /,
  ],
  [
    "has a key twice",
    (path) => writeFileSync(path, '{"mcpServers": {"a": {}}, "mcp\\u0053ervers": {"b": {}}}'),
    /mcp\.json has "mcpServers" twice in one object; it was not changed\. /,
  ],
  [
    "has a key of a server twice",
    (path) => writeFileSync(path, '{"mcpServers": {"hiloop": {"args": [], "command": "a", "args": []}}}'),
    /mcp\.json has "args" twice in one object; it was not changed\. /,
  ],
];

test.each(UNUSABLE)(
  "a file that %s is refused in one sentence and left alone",
  async (_what, make, sentence) => {
    await using home = await sandbox();
    const path = fileIn(home);
    make(path);
    const before = stateOf(path);
    const { code, out, err } = await home.run(["setup", "cursor", "--write"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^hiloop: .*\n$/);
    expect(err).toMatch(sentence);
    expect(stateOf(path)).toEqual(before);
    expect(readdirSync(join(home.folder, ".cursor"))).toEqual(["mcp.json"]);
  },
);

function stateOf(path: string) {
  const { mode, ino, mtimeMs } = lstatSync(path);
  return { mode, ino, mtimeMs };
}

test("a file that may not be read is refused in one sentence and left alone", async () => {
  await using home = await sandbox();
  const path = fileIn(home);
  writeFileSync(path, "{}", { mode: 0o000 });
  if (isRoot) for (const own of [home.folder, join(path, ".."), path]) chownSync(own, NOBODY, -1);
  const { code, err } = await home.run(["setup", "cursor", "--write"], { program: asNobody });
  expect(code).toBe(2);
  expect(err).toMatch(/^hiloop: \S+mcp\.json cannot be read \(EACCES\); it was not changed\. .*\n$/);
});

test.each(["444", "400", "600", "644", "664"])(
  "a file of the mode %s keeps it, and so does its copy",
  async (given) => {
    const mode = Number.parseInt(given, 8);
    await using home = await sandbox();
    const path = fileIn(home);
    writeFileSync(path, "{}");
    chmodSync(path, mode);
    expect((await home.run(["setup", "cursor", "--write"])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("hiloop");
    for (const file of [path, `${path}.before-hiloop`]) expect(statSync(file).mode & 0o7777).toBe(mode);
  },
);

test.skipIf(!isRoot)("a file keeps its owner and group when root changes it", async () => {
  await using home = await sandbox();
  const path = fileIn(home);
  writeFileSync(path, "{}", { mode: 0o640 });
  chownSync(path, 1234, 5678);
  expect((await home.run(["setup", "cursor", "--write"])).code).toBe(0);
  for (const file of [path, `${path}.before-hiloop`])
    expect(statSync(file)).toMatchObject({ uid: 1234, gid: 5678, mode: 0o100640 });
});

test.skipIf(!isRoot)("a file of another user is left alone by one who could only take it over", async () => {
  await using home = await sandbox();
  const path = fileIn(home);
  writeFileSync(path, "{}", { mode: 0o644 });
  for (const own of [home.folder, join(path, "..")]) chownSync(own, NOBODY, -1);
  const { code, err } = await home.run(["setup", "cursor", "--write"], { program: asNobody });
  expect(code).toBe(1);
  expect(err).toMatch(/^hiloop: \S+mcp\.json belongs to another user or group; it was not changed\. .*\n$/);
  expect(readdirSync(join(path, ".."))).toEqual(["mcp.json"]);
});

test("a folder that may not be written is one sentence, and nothing is left in it", async () => {
  await using home = await sandbox();
  const path = fileIn(home);
  const folder = join(path, "..");
  if (isRoot) for (const own of [home.folder, folder]) chownSync(own, NOBODY, -1);
  for (const text of [undefined, "{}"]) {
    if (text) writeFileSync(path, text);
    if (text && isRoot) chownSync(path, NOBODY, -1);
    chmodSync(folder, 0o500);
    const { code, err } = await home.run(["setup", "cursor", "--write"], { program: asNobody });
    chmodSync(folder, 0o700);
    expect({ code, err }).toEqual({
      code: 1,
      err: `hiloop: ${path} cannot be written (EACCES). Make it yours to write, or add the entry by hand: the same command without --write shows it.\n`,
    });
    expect(readdirSync(folder)).toEqual(text ? ["mcp.json"] : []);
  }
});

test("nothing is replaced that another program has written since it was read", async () => {
  await using temp = await tempDir();
  const path = join(temp.path, "mcp.json");
  writeFileSync(path, '{"theirs": true}');
  expect(replaceText(path, "{}", '{"ours": true}')).toBeUndefined();
  expect(replaceText(path, undefined, '{"ours": true}')).toBeUndefined();
  expect(readFileSync(path, "utf8")).toBe('{"theirs": true}');
  expect(readdirSync(temp.path)).toEqual(["mcp.json"]);
});

test("several at once make one whole file, whether there was one or not", async () => {
  await using home = await sandbox();
  const path = fileIn(home);
  for (const before of [undefined, '{"mcpServers": {"other": {"command": "x"}}}']) {
    rmSync(path, { force: true });
    if (before) writeFileSync(path, before);
    const runs = Array.from({ length: 6 }, () => home.run(["setup", "cursor", "--write"]));
    for (const { code, err } of await Promise.all(runs)) expect({ code, err }).toMatchObject({ code: 0 });
    const { mcpServers } = JSON.parse(readFileSync(path, "utf8"));
    expect(Object.keys(mcpServers)).toEqual(before ? ["other", "hiloop"] : ["hiloop"]);
    expect(readdirSync(join(path, "..")).filter((name) => name.endsWith(".part"))).toEqual([]);
  }
});
