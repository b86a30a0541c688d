import { expect, test } from "bun:test";
import { compareVersions, isVersion } from "../../src/upgrade/version-order.ts";

test("versions are ordered by their numbers, and a pre-release comes before its release", () => {
  const ordered = [
    "0.1.0-rc.1",
    "0.1.0-rc.2",
    "0.1.0-rc.10",
    "0.1.0",
    "0.1.1",
    "0.9.9",
    "0.10.0",
    "1.0.0",
    "10.0.0",
  ];
  for (const [index, version] of ordered.entries()) {
    for (const [other, older] of ordered.entries()) {
      expect(Math.sign(compareVersions(version, older)), `${version} ${older}`).toBe(
        Math.sign(index - other),
      );
    }
  }
});

test("only what can be part of an address and a file name is a version", () => {
  for (const text of ["0.1.0", "1.2.3-rc.1", "1.2.3-rc-1"]) expect(isVersion(text), text).toBe(true);
  for (const text of [
    "",
    "1",
    "1.2",
    "v1.2.3",
    "1.2.3/../x",
    "1.2.3-",
    "1.2.3 ",
    "1.2.3\n",
    "1.2.3-..",
    "1.2.3?",
    `1.2.3-${"a".repeat(99)}`,
  ]) {
    expect(isVersion(text), text).toBe(false);
  }
});
