import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../backup/data-folder.ts";
import { serveData } from "../backup/served-data.ts";
import { outcomeOf } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";
import { PROGRAM, type Sandbox, sandbox } from "../local/sandbox.ts";

/** The longest that most file systems take is 255. */
const LONG = "a".repeat(253);

let home: Sandbox;
beforeAll(async () => {
  home = await sandbox();
  dataFolder(join(home.folder, "data"));
  mkdirSync(join(home.folder, "nothing"));
  mkdirSync(join(home.folder, "half"));
  writeFileSync(join(home.folder, "half", "secrets.json"), "{}");
  mkdirSync(join(home.folder, "full"));
  writeFileSync(join(home.folder, "full", "letter.txt"), "");
  symlinkSync(join(home.folder, "nowhere"), join(home.folder, "link"));
  mkdirSync(join(home.folder, "foreign.tar.part"));
  writeFileSync(join(home.folder, "foreign.tar.part", "mine"), "");
  for (const folder of ["locked.tar.part", "locked.restoring", "mixed.tar.part"])
    mkdirSync(join(home.folder, folder));
  writeFileSync(join(home.folder, "locked.tar.part", "lock"), "");
  writeFileSync(join(home.folder, "locked.restoring", "lock"), "");
  for (const name of [".hiloop-at-work", "mine"])
    writeFileSync(join(home.folder, "mixed.tar.part", name), "");
  writeFileSync(join(home.folder, "text"), "hello");
  await home.run(["backup", join(home.folder, "data.tar"), "--data", join(home.folder, "data")]);
  await home.run(["agent", "list"]);
  await home.run(["stop"]);
  await home.run(["backup", join(home.folder, "home.tar")]);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

const inTheWay = (name: string) => `HERE/${name} is in the way. Move it away, or choose another place.`;
const isThere = (name: string) =>
  `HERE/${name} is there already. Give the backup another name, or move that one away.`;
const tooLong = (name: string) => `HERE/${name} cannot be made: its name is too long. Choose a shorter one.`;
const noFile = (name: string) =>
  `There is no file HERE/${name}. Give the name of a file that hiloop backup wrote.`;
const noPlace = (what: string, flag = "--data") =>
  `HERE/${what}. Move it away, or restore to another place with ${flag} DIR.`;

const REFUSALS: [command: string, code: number, sentence: string][] = [
  [
    "backup",
    2,
    "hiloop backup needs the file to write, which must not be there yet. See hiloop backup --help.",
  ],
  ["backup -", 2, "A backup is a file, which is read back to check it; - is none. Give the name of a file."],
  ["backup data.tar --data data", 1, isThere("data.tar")],
  ["backup link --data data", 1, isThere("link")],
  ["backup foreign.tar --data data", 1, inTheWay("foreign.tar.part")],
  ["backup locked.tar --data data", 1, inTheWay("locked.tar.part")],
  ["backup mixed.tar --data data", 1, inTheWay("mixed.tar.part")],
  ["restore data.tar --data locked", 1, inTheWay("locked.restoring")],
  [`backup ${LONG} --data data`, 1, tooLong(`${LONG}.part`)],
  [`backup ${LONG}.tar --data data`, 1, tooLong(`${LONG}.tar`)],
  [
    "backup text/x.tar --data data",
    1,
    "HERE/text/x.tar.part cannot be written (ENOTDIR). Make it yours to write, or choose another place.",
  ],
  [`restore data.tar --data ${LONG}.new`, 1, tooLong(`${LONG}.new`)],
  [`restore ${LONG}.tar`, 2, noFile(`${LONG}.tar`)],
  ["restore data.tar --data link", 1, noPlace("link is a link that leads nowhere")],
  ["backup no/such.tar --data data", 2, "There is no folder HERE/no. Make it first."],
  [
    "backup x.tar --data nothing",
    2,
    "HERE/nothing is not the data folder of a hiloop server. Give the folder that hiloop serve was given with --data.",
  ],
  [
    "backup x.tar --home HERE/nothing",
    2,
    "HERE/nothing holds no space: there is nothing to save. Give another folder with --home, or the data folder of a server with --data.",
  ],
  [
    "backup x.tar --home HERE/half",
    1,
    "HERE/half holds the keys of a space, but not its data in HERE/half/data. Look at it with hiloop open; an older backup may be all that is whole.",
  ],
  ["restore none.tar", 2, noFile("none.tar")],
  [
    "restore text --check",
    2,
    "HERE/text is not a backup that hiloop wrote, or is damaged in its first bytes. Give the name of a file that hiloop backup wrote.",
  ],
  [
    "restore data.tar",
    2,
    "HERE/data.tar is a backup of one server's data folder. Say where it goes: --data DIR.",
  ],
  [
    "restore home.tar --data new",
    2,
    "HERE/home.tar is a backup of all of hiloop's own folder. Restore it without --data; --home DIR names another place.",
  ],
  [
    "restore data.tar --check --data new",
    2,
    "--check restores nothing, so --data says nothing. See hiloop restore --help.",
  ],
  ["restore home.tar", 1, noPlace(".hiloop already holds a space", "--home")],
  ["restore data.tar --data data", 1, noPlace("data already holds a space")],
  ["restore data.tar --data full", 1, noPlace("full is not empty (it holds letter.txt)")],
  ["restore data.tar --data text", 1, noPlace("text is there, and is not a folder")],
  ["restore data.tar --data no/such", 2, "There is no folder HERE/no. Make it first."],
];

for (const [command, code, sentence] of REFUSALS) {
  test(`hiloop ${command} is refused in one sentence and changes nothing`, async () => {
    const here = (text: string) => text.replaceAll("HERE", home.folder);
    const before = readdirSync(home.folder, { recursive: true }).sort();
    const args = here(command).split(" ");
    // The files are named as seen from the folder that the home lies in.
    const flags = args.includes("--home") ? [] : ["--home", home.paths.home];
    expect(await home.run([...args, ...flags], { cwd: home.folder })).toEqual({
      code,
      out: "",
      err: `hiloop: ${here(sentence)}\n`,
    });
    expect(readdirSync(home.folder, { recursive: true }).sort()).toEqual(before);
  });
}

/** A user for whom file modes count: root reads everything. */
const asNobody = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];

const CLOSED: [flag: string, folder: string, closed: string][] = [
  ["--home", ".hiloop", ".hiloop"],
  ["--home", ".hiloop", ".hiloop/data"],
  ["--data", "data", "data"],
];

for (const [flag, folder, closed] of CLOSED) {
  test(`a backup with ${flag} says that ${closed} of another user cannot be read`, async () => {
    await using other = await sandbox();
    chmodSync(other.folder, 0o755);
    const path = join(other.folder, closed);
    dataFolder(join(other.folder, "data"));
    dataFolder(join(other.paths.home, "data"));
    mkdirSync(join(other.folder, "out"));
    chmodSync(join(other.folder, "out"), 0o777);
    if (asNobody.length > 0) chownSync(other.paths.home, 65_534, 65_534);
    chmodSync(path, 0);
    const args = ["backup", join(other.folder, "out", "b.tar"), flag, join(other.folder, folder)];
    const outcome = await other.run(args, { program: [...asNobody, ...PROGRAM] });
    expect(outcome).toEqual({
      code: 1,
      out: "",
      err: `hiloop: ${path} cannot be read; no backup was made. Run hiloop backup as the user that it belongs to.\n`,
    });
    expect(readdirSync(join(other.folder, "out"))).toEqual([]);
  });
}

test("a folder that a server works on is not restored into, and the server goes on", async () => {
  await using other = await sandbox();
  const data = join(other.folder, "data");
  const server = await serveData(other, data);
  const { code, err } = await other.run(["restore", join(home.folder, "data.tar"), "--data", data]);
  expect({ code, err }).toEqual({
    code: 1,
    err: `hiloop: A hiloop server works on ${data} right now. Stop it and move the folder away, or restore to another place with --data DIR.\n`,
  });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await server.stop();
});

test("a restore goes into an empty folder that is there, which keeps its place", async () => {
  await using other = await sandbox();
  const data = join(other.folder, "volume");
  mkdirSync(join(data, "lost+found"), { recursive: true });
  chmodSync(data, 0o755);
  const args = ["restore", join(home.folder, "data.tar"), "--data", data, "--json"];
  const { code, out } = await other.run(args);
  expect({ code, ...JSON.parse(out) }).toMatchObject({
    code: 0,
    kind: "data",
    restoredTo: data,
    sessions: 1,
  });
  expect(readdirSync(data).sort()).toEqual(["hiloop.db", "lost+found"]);
  if (process.platform !== "win32") expect(statSync(data).mode & 0o777).toBe(0o700);
});

test("a whole backup is checked without restoring anything", async () => {
  const before = readdirSync(home.folder).sort();
  const { code, out, err } = await home.run(["restore", join(home.folder, "home.tar"), "--check"]);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  expect(err).toMatch(
    /home\.tar is whole: 0 sessions, 0 attachments, \d+\.\d kB, made by hiloop \S+ at \S+\.\n$/,
  );
  expect(readdirSync(home.folder).sort()).toEqual(before);
});

test("of two backups to the same file one is made, and the other is told why not", async () => {
  await using other = await sandbox();
  const [data, file] = [join(other.folder, "data"), join(other.folder, "b.tar")];
  dataFolder(data, [5_000_000]);
  const both = await Promise.all([1, 2].map(() => other.run(["backup", file, "--data", data])));
  expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
  expect(both.find(({ code }) => code === 1)?.err).toMatch(
    /^hiloop: (Another hiloop is at work in \S+\/b\.tar\.part right now\.|\S+\/b\.tar is there already\.) .*\n$/,
  );
  expect(await other.run(["restore", file, "--check"])).toMatchObject({ code: 0 });
  expect(existsSync(`${file}.part`)).toBe(false);
});

test("a file that appears while a backup is made is not overwritten", async () => {
  await using other = await sandbox();
  const [data, file] = [join(other.folder, "data"), join(other.folder, "b.tar")];
  dataFolder(data, [60_000_000]);
  const child = other.start(["backup", file, "--data", data]);
  await until(() => existsSync(`${file}.part`));
  writeFileSync(file, "mine");
  expect(await outcomeOf(child)).toEqual({
    code: 1,
    out: "",
    err: `hiloop: ${file} is there already. Give the backup another name, or move that one away.\n`,
  });
  expect(readFileSync(file, "utf8")).toBe("mine");
  expect(existsSync(`${file}.part`)).toBe(false);
});
