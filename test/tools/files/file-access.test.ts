import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { createFileAccess } from "../../../src/tools/files/file-access.ts";
import { type TempDir, tempDir } from "../../helpers/temp-dir.ts";

let temp: TempDir;
let home: string;
let project: string;
let extra: string;
let outside: string;

beforeAll(async () => {
  temp = await tempDir();
});
beforeEach(() => {
  const base = join(realpathSync(temp.path), crypto.randomUUID());
  [home, project, extra, outside] = ["home", "home/project", "extra", "outside"].map((name) =>
    join(base, name),
  ) as [string, string, string, string];
  for (const folder of [home, project, extra, outside]) mkdirSync(folder, { recursive: true });
  for (const folder of [home, project, extra, outside])
    writeFileSync(join(folder, "a.txt"), basename(folder));
});
afterAll(() => temp[Symbol.asyncDispose]());

function access(cwd: string, allowedDirs: string[] = []) {
  return createFileAccess({ cwd, home, allowedDirs, ownFolders: [] });
}

async function save(
  content: string,
  at: { cwd: string; name?: string; directory?: string; roots?: string[] },
) {
  const target = access(at.cwd).startDownload(at.name ?? "report.txt", at.directory, at.roots ?? []);
  await target.write(new TextEncoder().encode(content));
  return target.finish();
}

describe("what may be uploaded", () => {
  test("a file of the working directory, with its name, type and size", async () => {
    const file = access(project).openUpload("a.txt", []);
    expect(file).toMatchObject({ name: "a.txt", type: "text/plain", size: 7 });
    expect(new TextDecoder().decode(await file.slice(1, 5))).toBe("roje");
    expect((await file.slice(5, 100)).length).toBe(2);
    file.close();
  });

  test("a file of a root that the client has open, and none of another folder", () => {
    access("/").openUpload(join(extra, "a.txt"), [extra]).close();
    expect(() => access("/").openUpload(join(outside, "a.txt"), [extra])).toThrow("lies outside the folders");
  });

  test("a file of HILOOP_ALLOWED_DIRS, even the home's", () => {
    access("/", [home]).openUpload("~/a.txt", []).close();
    access("/", [extra]).openUpload(join(extra, "a.txt"), []).close();
  });

  test("nothing when the client was started in the root of the disk or in the home itself", () => {
    expect(() => access("/").openUpload("/etc/passwd", [])).toThrow("there are none here");
    expect(() => access(home).openUpload("a.txt", [])).toThrow("there are none here");
  });

  test("nothing of the system because a client calls the root of the disk its root", () => {
    expect(() => access(project).openUpload("/etc/passwd", ["/"])).toThrow("lies outside the folders");
  });

  test("a relative path is looked for in the client's roots too", () => {
    writeFileSync(join(extra, "b.txt"), "b");
    access(project).openUpload("b.txt", [extra]).close();
  });
});

describe("where a download goes", () => {
  test("to the directory that was named, under the sender's name", async () => {
    const path = await save("one", { cwd: "/", directory: extra, roots: [extra] });
    expect(path).toBe(join(extra, "report.txt"));
    expect(readFileSync(path, "utf8")).toBe("one");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("else to the working directory", async () => {
    expect(await save("one", { cwd: project })).toBe(join(project, "report.txt"));
  });

  test("else to a private temporary folder", async () => {
    const path = await save("one", { cwd: home });
    expect(path.startsWith(home)).toBe(false);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  test("it never overwrites: a number is added", async () => {
    const paths = [
      await save("one", { cwd: project }),
      await save("two", { cwd: project }),
      await save("three", { cwd: project }),
    ];
    expect(paths.map((path) => basename(path))).toEqual(["report.txt", "report (1).txt", "report (2).txt"]);
    expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(["one", "two", "three"]);
  });

  test("it does not follow a link that lies at its name", async () => {
    symlinkSync(join(outside, "a.txt"), join(project, "report.txt"));
    expect(basename(await save("one", { cwd: project }))).toBe("report (1).txt");
    expect(readFileSync(join(outside, "a.txt"), "utf8")).toBe("outside");
  });

  test("the name appears only when the file is whole, and nothing stays of one that is given up", async () => {
    const target = access(project).startDownload("big.bin", undefined, []);
    await target.write(new Uint8Array(1000));
    expect(readdirSync(project).filter((name) => name.startsWith("big"))).toEqual([
      expect.stringMatching(/^big\.bin\.\w+\.part$/),
    ]);
    target.discard();
    expect(readdirSync(project)).toEqual(["a.txt"]);
  });

  test.each([
    ["outside the folders", () => outside, "lies outside the folders"],
    ["a hidden folder", () => join(project, ".git"), "hidden"],
    ["a folder that does not exist", () => join(project, "missing"), "There is no folder"],
    ["a file", () => join(project, "a.txt"), "is not a folder"],
  ])("not into %s", (_what, directory, expected) => {
    mkdirSync(join(project, ".git"));
    expect(() => access(project).startDownload("x", directory(), [])).toThrow(expected);
    expect(existsSync(join(project, "x"))).toBe(false);
  });

  test("not through a linked folder that leads outside", () => {
    symlinkSync(outside, join(project, "link"));
    expect(() => access(project).startDownload("x", "link", [])).toThrow("lies outside the folders");
  });

  test("a name that tries to leave the folder stays in it", async () => {
    expect(await save("one", { cwd: project, name: "../../.bashrc" })).toBe(join(project, "bashrc"));
  });
});
