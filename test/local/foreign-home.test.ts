import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ownPort, PROGRAM, type Sandbox, sandbox } from "./sandbox.ts";

const NOBODY = 65_534;
const asNobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
/** Two users are needed: root, and one that root can become. */
const canBeNobody = process.getuid?.() === 0 && Bun.spawnSync([...asNobody, "true"]).exitCode === 0;
const SLOW_MS = 60_000;
const BELONGS =
  /^hiloop: \S+\.hiloop belongs to another user\. Name a folder of your own with --home, or run this as that user\.\n/;

async function runningAsNobody(home: Sandbox): Promise<void> {
  ownPort(home);
  for (const path of [home.folder, home.work, home.paths.home, home.paths.port])
    chownSync(path, NOBODY, NOBODY);
  expect(await home.run(["agent", "list"], { program: [...asNobody, ...PROGRAM] })).toMatchObject({
    code: 0,
  });
}

const COMMANDS = [
  ["stop"],
  ["status"],
  ["open"],
  ["agent", "list"],
  ["ask", "Deploy?"],
  ["demo", "--answer", "approve"],
  ["backup", "BACKUP"],
  ["serve", "--local"],
  ["serve", "--port", "0"],
  ["setup", "cursor"],
];

test.skipIf(!canBeNobody)(
  "in another user's home root reads, signals and writes nothing, whatever the command",
  async () => {
    await using home = await sandbox();
    await runningAsNobody(home);
    const server = home.server();
    const before = readdirSync(home.paths.home).sort();
    for (const how of [{ env: {} }, { env: { HOME: "/" }, flags: ["--home", home.paths.home] }]) {
      for (const command of COMMANDS) {
        const args = command.map((word) => word.replace("BACKUP", join(home.work, "saved.hiloop")));
        const { code, out, err } = await home.run([...args, ...(how.flags ?? [])], { env: how.env });
        expect({ command, code, out }).toEqual({ command, code: 1, out: "" });
        expect(err).toMatch(BELONGS);
      }
    }

    expect(home.server()).toEqual(server);
    expect(() => process.kill(server.pid, 0)).not.toThrow();
    expect(readdirSync(home.paths.home).sort()).toEqual(before);
  },
  SLOW_MS,
);

test.skipIf(!canBeNobody)(
  "a server.json that another user left in a home of theirs ends no process",
  async () => {
    await using home = await sandbox();
    ownPort(home);
    await home.run(["agent", "list"]);
    await using victim = Bun.spawn([...asNobody, "sleep", "600"]);
    // Root's real server proves itself, and the file names a process that is not it.
    writeFileSync(home.paths.server, JSON.stringify({ ...home.server(), pid: victim.pid }));
    for (const folder of [home.folder, home.work, home.paths.home]) chmodSync(folder, 0o755);
    chmodSync(home.paths.server, 0o644);

    const { code, err } = await home.run(["stop"], { program: [...asNobody, ...PROGRAM] });

    expect(code).toBe(1);
    expect(err).toMatch(BELONGS);
    expect(victim.exitCode).toBeNull();
    expect(victim.signalCode).toBeNull();
    victim.kill("SIGKILL");
  },
  SLOW_MS,
);

test.skipIf(!canBeNobody)("hiloop mcp says it in every answer, and lives", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home, { mode: 0o700 });
  chownSync(home.paths.home, NOBODY, NOBODY);
  const request = (id: number, method: string, params: object) =>
    `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
  const client = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } };

  const { out } = await home.run(["mcp"], {
    stdin:
      request(1, "initialize", client) + request(2, "tools/call", { name: "list_sessions", arguments: {} }),
  });

  expect(out).toContain("belongs to another user. Name a folder of your own with --home");
});

const PLANTED: [what: string, plant: (home: Sandbox) => string][] = [
  ["a file", ({ paths }) => fileAt(paths.config)],
  ["a link", ({ paths, folder }) => linkAt(paths.config, join(folder, "else.json"))],
  ["a folder", ({ paths }) => folderAt(paths.data)],
  ["a file among the pins", ({ paths }) => fileAt(join(folderAt(paths.pins), "x.json"))],
  ["a question that was asked", ({ paths }) => fileAt(join(folderAt(paths.asked), "x.json"))],
];

function fileAt(path: string): string {
  writeFileSync(path, "{}");
  return path;
}

function linkAt(path: string, target: string): string {
  symlinkSync(target, path);
  return path;
}

function folderAt(path: string): string {
  mkdirSync(path);
  return path;
}

for (const [what, plant] of PLANTED) {
  test.skipIf(!canBeNobody)(`${what} that another user put into the home is not read`, async () => {
    await using home = await sandbox();
    mkdirSync(home.paths.home, { mode: 0o700 });
    const planted = plant(home);
    lchownSync(planted, NOBODY, NOBODY);

    const { code, out, err } = await home.run(["agent", "list"]);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      `hiloop: ${planted} belongs to another user, so it was not read. Find out how it came there, then remove it or make it yours.\n`,
    );
    expect(readdirSync(home.paths.home)).not.toContain("secrets.json");
  });
}

test.skipIf(!canBeNobody)("a home behind a link that another user made is refused", async () => {
  await using home = await sandbox();
  mkdirSync(join(home.folder, "mine"), { mode: 0o700 });
  symlinkSync(join(home.folder, "mine"), home.paths.home);
  lchownSync(home.paths.home, NOBODY, NOBODY);

  const { code, err } = await home.run(["agent", "list"]);

  expect(code).toBe(1);
  expect(err).toMatch(BELONGS);
  expect(readdirSync(join(home.folder, "mine"))).toEqual([]);
});

test("a home that others may write in is closed to them, and used when nobody else can have changed what is in it", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home);
  writeFileSync(home.paths.config, '{"agent":"me"}', { mode: 0o644 });
  chmodSync(home.paths.home, 0o777);

  const { code } = await home.run(["status", "--json"]);

  expect(code).toBe(0);
  expect(statSync(home.paths.home).mode & 0o777).toBe(0o700);
});

test("in a home that others may enter, a file that they may change is not read, each time", async () => {
  await using home = await sandbox();
  mkdirSync(home.paths.home);
  writeFileSync(home.paths.config, '{"agent":"me"}');
  chmodSync(home.paths.config, 0o664);
  chmodSync(home.paths.home, 0o775);

  for (const _ of ["once", "twice"]) {
    const { code, out, err } = await home.run(["agent", "list"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      `hiloop: ${home.paths.config} can be changed by other users, so it was not read. If you know what is in it, run: chmod -R go-w ${home.paths.home}\n`,
    );
  }
  chmodSync(home.paths.home, 0o700);
  expect(await home.run(["status", "--json"])).toMatchObject({ code: 0 });
});

test("a home behind a link of one's own is used", async () => {
  await using home = await sandbox();
  await home.run(["agent", "list"]);
  await home.run(["stop"]);
  renameSync(home.paths.home, join(home.folder, "big-disk"));
  symlinkSync(join(home.folder, "big-disk"), home.paths.home);
  const before = readFileSync(home.paths.secrets, "utf8");

  expect(await home.run(["agent", "list"])).toMatchObject({ code: 0 });
  expect(readFileSync(home.paths.secrets, "utf8")).toBe(before);
});
