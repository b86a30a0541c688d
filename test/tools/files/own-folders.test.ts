import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createFileAccess } from "../../../src/tools/files/file-access.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

const OWN = "belongs to hiloop itself, whose files are never sent or written";
const canMount = Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0;

let temp: TempDir;
let base: string;
let root: string;
let space: string;

beforeEach(async () => {
  temp = await tempDir();
  base = realpathSync(temp.path);
  root = join(base, "project");
  // With a visible name: the rule about hidden files must not be what guards it.
  space = home(join(root, "space"));
  put(join(root, "notes.txt"), "mine");
});

afterEach(() => temp[Symbol.asyncDispose]());

function put(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function home(path: string): string {
  for (const name of [
    "secrets.json",
    "config.json",
    "pins/one.json",
    "data/hiloop.db",
    "data/attachments/a/b",
  ])
    put(join(path, name), `SECRET ${name}`);
  return path;
}

type Given = { ownFolders?: string[]; roots?: string[]; allowedDirs?: string[]; cwd?: string };

function access({ ownFolders = [space], roots = [root], allowedDirs = [], cwd = "/" }: Given) {
  const files = createFileAccess({ cwd, home: join(base, "user"), allowedDirs, ownFolders });
  return {
    send: (path: string) => files.openUpload(path, roots).close(),
    save: (directory?: string) => {
      const target = files.startDownload("config.json", directory, roots);
      return target.finish();
    },
  };
}

const ELSEWHERE: [what: string, make: () => string][] = [
  ["by its own path", () => join(space, "secrets.json")],
  ["by a relative path", () => "space/secrets.json"],
  ["by a way with ..", () => `${root}/space/pins/../secrets.json`],
  ["deep inside", () => join(space, "data/attachments/a/b")],
  ["by a link", () => link(join(space, "secrets.json"), "visible.json")],
  ["by a link to its folder", () => join(link(space, "folder"), "secrets.json")],
  ["by a hard link", () => hardLink(join(space, "secrets.json"), "copy.json")],
  ["that does not exist", () => join(space, "missing.json")],
];

function link(target: string, name: string): string {
  symlinkSync(target, join(root, name));
  return join(root, name);
}

function hardLink(target: string, name: string): string {
  linkSync(target, join(root, name));
  return join(root, name);
}

describe("what is hiloop's own is never sent", () => {
  test.each(ELSEWHERE)("%s", (_what, make) => {
    expect(() => access({}).send(make())).toThrow(OWN);
  });

  test.each([
    ["the client's root is the folder itself", () => ({ roots: [space] })],
    ["the client's root lies inside it", () => ({ roots: [join(space, "pins"), join(space, "data")] })],
    ["HILOOP_ALLOWED_DIRS names it", () => ({ roots: [], allowedDirs: [space] })],
    ["it is the working directory", () => ({ roots: [], cwd: space })],
  ])("whatever was allowed: %s", (_what, given) => {
    const { send, save } = access(given());
    for (const name of ["secrets.json", "pins/one.json", "data/hiloop.db"])
      expect(() => send(join(space, name))).toThrow(OWN);
    expect(() => save(join(space, "pins"))).toThrow(OWN);
  });

  test("where its folder or a file of it is a link into the root", () => {
    renameSync(join(space, "data"), join(root, "moved"));
    symlinkSync(join(root, "moved"), join(space, "data"));
    renameSync(join(space, "config.json"), join(root, "dotfile.json"));
    symlinkSync(join(root, "dotfile.json"), join(space, "config.json"));
    symlinkSync(space, join(base, "linked-home"));
    const { send, save } = access({ ownFolders: [join(base, "linked-home")] });
    for (const name of ["dotfile.json", "moved/hiloop.db", "space/secrets.json"])
      expect(() => send(name)).toThrow(OWN);
    expect(() => save("moved")).toThrow(OWN);
  });
});

describe("a folder of hiloop's that is not the one in use is known by what it holds", () => {
  test.each([
    ["a server's data", () => put(join(root, "served/hiloop.db"), "x"), "served"],
    ["another home", () => join(home(join(root, "other")), "secrets.json"), "other"],
    ["a backup at work", () => put(join(root, "b.tar.part/.hiloop-at-work"), ""), "b.tar.part"],
  ])("%s", (_what, make, folder) => {
    make();
    put(join(root, folder, "deep/file.txt"), "x");
    const { send, save } = access({ ownFolders: [] });
    expect(() => send(`${folder}/deep/file.txt`)).toThrow(OWN);
    expect(() => save(folder)).toThrow(OWN);
  });
});

describe("nothing is written into what is hiloop's own", () => {
  test.each([
    ["by its own path", () => space],
    ["into a folder in it", () => join(space, "pins")],
    ["by a link", () => link(space, "folder")],
    ["by a way with ..", () => `${root}/space/pins/..`],
  ])("%s", (_what, make) => {
    rmSync(join(space, "config.json"));
    expect(() => access({}).save(make())).toThrow(OWN);
    expect(existsSync(join(space, "config.json"))).toBe(false);
  });

  test("started inside it, a download goes to a private temporary folder", () => {
    const before = readdirSync(space);
    const path = access({ roots: [], cwd: space }).save();
    expect(path.startsWith(base)).toBe(false);
    expect(readdirSync(space)).toEqual(before);
    rmSync(dirname(path), { recursive: true });
  });

  test("nor where a folder became a link to it while the file was received", () => {
    const folder = join(root, "inbox");
    mkdirSync(folder);
    rmSync(join(space, "config.json"));
    const files = createFileAccess({ cwd: "/", home: base, allowedDirs: [], ownFolders: [space] });
    const target = files.startDownload("config.json", folder, [root]);
    renameSync(folder, join(root, "away"));
    symlinkSync(space, folder);
    expect(() => target.finish()).toThrow("Nothing can be written in");
    expect(existsSync(join(space, "config.json"))).toBe(false);
  });
});

test("what lies beside it is sent and written as before", () => {
  const { send, save } = access({});
  send("notes.txt");
  expect(save(root)).toBe(join(root, "config.json"));
});

/** Does what a tool would, in a place where something is mounted first; says how that ended. */
const IN_A_MOUNT = `
  const { createFileAccess } = await import(${JSON.stringify(join(import.meta.dir, "../../../src/tools/files/file-access.ts"))});
  const [root, own, path] = process.argv.slice(-3);
  try {
    createFileAccess({ cwd: "/", home: "/", allowedDirs: [], ownFolders: [own] }).openUpload(path, [root]);
    console.log("sent");
  } catch (error) {
    console.log(error.message);
  }`;

function mounted(mount: string, path: string): string {
  const command = ["unshare", "-rm", "sh", "-ec", `${mount}; exec "$@"`, "sh"];
  const script = [process.execPath, "-e", IN_A_MOUNT, root, space, path];
  return Bun.spawnSync([...command, ...script]).stdout.toString();
}

test.skipIf(!canMount).each([
  ["the folder", "space", "mount", "mount/config.json"],
  ["a folder in it", "space/pins", "mount", "mount/one.json"],
  ["a file in it", "space/secrets.json", "mount.json", "mount.json"],
])("a bind mount of %s is no way around", (_what, from, to, path) => {
  if (from.endsWith(".json")) put(join(root, to), "");
  else mkdirSync(join(root, to));
  rmSync(join(space, "data"), { recursive: true });
  expect(mounted(`mount --bind ${root}/${from} ${root}/${to}`, path)).toContain(OWN);
});
