import { describe, expect, test } from "bun:test";
import { isSystemFolder, isWorkFolder, namesBelow } from "../../../src/tools/files/folder-rules.ts";

const HOME = "/home/ada";

describe("the working directory counts only where somebody works", () => {
  test.each([
    "/home/ada/project",
    "/home/ada/code/.worktrees/feature",
    "/home/ada/code/.claude/worktrees/feature",
    "/srv/app",
    "/opt/app",
    "/usr/src/app",
    "/var/www/site",
    "/tmp/scratch",
    "/home/other/project",
  ])("%s is a place to work in", (folder) => expect(isWorkFolder(folder, HOME)).toBe(true));

  test.each([
    "/",
    "/home/ada",
    "/home",
    "/home/ada/.ssh",
    "/home/ada/.config/app",
    "/etc",
    "/etc/ssl/private",
    "/proc/self",
    "/usr",
    "/usr/lib/node_modules",
    "/var/lib/docker",
    "/opt",
    "/root",
    "/System/Library",
    "/Applications/Some.app/Contents",
  ])("%s is not", (folder) => expect(isWorkFolder(folder, HOME)).toBe(false));

  test("a root of the disk is a system folder whoever names it", () => {
    expect(isSystemFolder("/")).toBe(true);
  });
});

test("a path lies below a folder by whole names only", () => {
  expect(namesBelow("/a/b", "/a/b/c/d")).toEqual(["c", "d"]);
  expect(namesBelow("/a/b", "/a/b")).toEqual([]);
  expect(namesBelow("/a/b", "/a/bc")).toBeUndefined();
  expect(namesBelow("/a/b", "/a")).toBeUndefined();
  expect(namesBelow("/a/b", "/a/b/..c")).toEqual(["..c"]);
});
