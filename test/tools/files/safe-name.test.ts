import { expect, test } from "bun:test";
import { safeName, splitName } from "../../../src/tools/files/safe-name.ts";

test.each([
  ["report.pdf", "report.pdf"],
  ["Größe 1 – final.tar.gz", "Größe 1 – final.tar.gz"],
  ["../../etc/passwd", "passwd"],
  ["..\\..\\windows\\system.ini", "system.ini"],
  ["/etc/", "file"],
  [".bashrc", "bashrc"],
  ["...", "file"],
  ["", "file"],
  ["a\u0000b\n.txt", "ab.txt"],
  ["gpj.\u202Eexe", "gpj.exe"],
  ['what?*<a>|"b".txt', "what___a___b_.txt"],
  ["con", "_con"],
  ["COM1.txt", "_COM1.txt"],
  ["name. . ", "name"],
  ["C:evil.txt", "C_evil.txt"],
])("%j is saved as %j", (given, expected) => {
  expect(safeName(given)).toBe(expected);
});

test("a long name keeps its ending and fits a file system with a number behind it", () => {
  const name = safeName(`${"ä".repeat(500)}.tar.gz`);
  expect(name).toEndWith("ä.tar.gz");
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
});

test("a name is split before its ending", () => {
  expect(splitName("a.tar.gz")).toEqual(["a", ".tar.gz"]);
  expect(splitName("a.pdf")).toEqual(["a", ".pdf"]);
  expect(splitName("a")).toEqual(["a", ""]);
  expect(splitName("a. b")).toEqual(["a. b", ""]);
});
