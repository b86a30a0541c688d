import { expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM, type Sandbox, sandbox } from "../../local/sandbox.ts";
import { killServer } from "./kill-nine.ts";
import { canMount } from "./small-disk.ts";

const SLOW_MS = 60_000;
const DAMAGED =
  /^hiloop: \S+\/data\/hiloop\.db is damaged or cut short; nothing was changed\. Restore it from a backup, or move the whole folder away to begin anew\.\n$/;
const NEWER =
  /^hiloop: The data was written by a newer hiloop \(schema 999; this one knows \d+\)\. Install the newer hiloop again, or start this one with another data folder\.\n$/;
const GONE =
  /^hiloop: \S+ holds the keys of a space, but \S+\/data holds no space any more\. Restore it from a backup, or move the whole folder away to begin a new space\.\n$/;

/** The index of a log, and what keeps a second server away: made anew from the rest whenever one starts. */
const MADE_ANEW = /-shm$|^server\.lock/;

/** What happens to a database file, and the one sentence that it gets. */
const DAMAGES: Record<string, { spoil: (path: string) => void; sentence: RegExp }> = {
  "of a newer version": { spoil: (path) => makeNewer(path), sentence: NEWER },
  "cut in its header": { spoil: (path) => truncateSync(path, 60), sentence: DAMAGED },
  "cut after its first page": { spoil: (path) => truncateSync(path, 4096), sentence: DAMAGED },
  "cut in half": { spoil: (path) => truncateSync(path, readFileSync(path).length / 2), sentence: DAMAGED },
  "cut by its last page": {
    spoil: (path) => truncateSync(path, readFileSync(path).length - 4096),
    sentence: DAMAGED,
  },
  "that is something else": {
    spoil: (path) => writeFileSync(path, "not a database ".repeat(1_000)),
    sentence: DAMAGED,
  },
};

test(
  "a database that cannot be used is one clear sentence, changes nothing, and is used again once it is back",
  async () => {
    await using home = await sandbox();
    const listed = await listAgents(home);
    expect(listed).toMatchObject({ code: 0, err: "" });
    await home.run(["stop"]);
    const database = join(home.paths.data, "hiloop.db");
    const whole = readFileSync(database);
    for (const [name, { spoil, sentence }] of Object.entries(DAMAGES)) {
      spoil(database);
      const before = filesOf(home);
      const { code, out, err } = await listAgents(home);
      expect({ name, code, out }).toEqual({ name, code: 1, out: "" });
      expect(err).toMatch(sentence);
      expect(filesOf(home)).toEqual(before);
      writeFileSync(database, whole);
    }
    expect(await listAgents(home)).toEqual(listed);
  },
  SLOW_MS,
);

test(
  "a log that a killed server left beside its database is kept when the database is damaged or newer",
  async () => {
    await using home = await sandbox();
    const database = join(home.paths.data, "hiloop.db");
    const backup = join(home.folder, "backup");
    await listAgents(home);
    // Ended well, everything is in the file; what is asked now is in the log alone.
    await home.run(["stop"]);
    await home.run(["ask", "Well?", "--timeout", "1"]);
    const listed = await listAgents(home);
    await killServer(home);
    cpSync(home.paths.data, backup, { recursive: true });
    for (const [spoil, sentence] of [
      [() => truncateSync(database, 4096), DAMAGED],
      [() => makeNewer(database, "killed"), NEWER],
    ] as const) {
      spoil();
      const before = filesOf(home);
      expect(before["hiloop.db-wal"]?.length).toBeGreaterThan(0);
      const { code, err } = await listAgents(home);
      expect(code).toBe(1);
      expect(err).toMatch(sentence);
      expect(filesOf(home)).toEqual(before);
      cpSync(backup, home.paths.data, { recursive: true });
    }
    expect(await listAgents(home)).toEqual(listed);
  },
  SLOW_MS,
);

test(
  "data that are gone are not replaced by an empty space without a word",
  async () => {
    await using home = await sandbox();
    await listAgents(home);
    await home.run(["stop"]);
    const backup = join(home.folder, "backup");
    cpSync(home.paths.data, backup, { recursive: true });
    for (const lose of [
      () => truncateSync(join(home.paths.data, "hiloop.db"), 0),
      () => rmSync(home.paths.data, { recursive: true }),
    ]) {
      lose();
      const { code, err } = await listAgents(home);
      expect(code).toBe(1);
      expect(err).toMatch(GONE);
    }
    rmSync(home.paths.data, { recursive: true, force: true });
    cpSync(backup, home.paths.data, { recursive: true });
    expect(await listAgents(home)).toMatchObject({ code: 0, err: "" });
  },
  SLOW_MS,
);

const READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';

test.skipIf(!canMount)(
  "a space whose folder became read-only is one clear sentence, whoever starts it",
  async () => {
    await using home = await sandbox();
    await listAgents(home);
    await home.run(["stop"]);
    const before = filesOf(home);
    const enter = ["unshare", "-rm", "sh", "-c", READ_ONLY, home.paths.home];

    const { code, out, err } = await home.run(["agent", "list"], { program: [...enter, ...PROGRAM] });

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^hiloop: \S+ cannot be written \(EROFS\)\. .*\n$/);
    expect(filesOf(home)).toEqual(before);
  },
  SLOW_MS,
);

test.skipIf(!canMount)(
  "serve on a folder that is read-only, a file, or of a newer version is one clear sentence",
  async () => {
    await using home = await sandbox();
    const folder = join(home.folder, "data");
    mkdirSync(folder);
    const enter = ["unshare", "-rm", "sh", "-c", READ_ONLY, folder];
    const serve = (data: string, program = PROGRAM) =>
      home.run(["serve", "--port", "0", "--data", data], { program });

    const readOnly = await serve(folder, [...enter, ...PROGRAM]);
    expect(readOnly).toMatchObject({ code: 1, out: "" });
    expect(readOnly.err).toMatch(
      /^hiloop: \S+ cannot be written \(EROFS\)\. Make it .*, or choose another one with --data\.\n$/,
    );

    const file = join(home.folder, "file");
    writeFileSync(file, "");
    const isFile = await serve(file);
    expect(isFile).toMatchObject({ code: 1, out: "" });
    expect(isFile.err).toMatch(/^hiloop: \S+ cannot be written \(E[A-Z]+\)\. .*\n$/);

    makeNewer(join(folder, "hiloop.db"));
    const newer = await serve(folder);
    expect(newer).toMatchObject({ code: 2, out: "" });
    expect(newer.err).toMatch(NEWER);
  },
  SLOW_MS,
);

function listAgents(home: Sandbox) {
  return home.run(["agent", "list"]);
}

/** As a newer hiloop leaves it: after a clean end, or with its log beside it after a kill. */
function makeNewer(path: string, end: "clean" | "killed" = "clean"): void {
  const script = `const { Database } = require("bun:sqlite");
    const db = new Database(process.argv[1], { create: true });
    db.run("PRAGMA user_version = 999");
    ${end === "clean" ? "db.close()" : "process.kill(process.pid, 9)"}`;
  Bun.spawnSync([process.execPath, "-e", script, path]);
}

/** The data folder's files with what is in them. */
function filesOf({ paths }: Sandbox): Record<string, string> {
  const names = readdirSync(paths.data).filter((name) => !MADE_ANEW.test(name));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(paths.data, name)).toString("hex")]),
  );
}
