import { expect, test } from "bun:test";
import { closeSync, openSync, writeSync } from "node:fs";
import { diskError } from "../../../src/tools/files/disk-error.ts";

test("a full disk is told as such", () => {
  const fd = openSync("/dev/full", "w");
  let caught: unknown;
  try {
    writeSync(fd, new Uint8Array(10));
  } catch (error) {
    caught = error;
  } finally {
    closeSync(fd);
  }
  expect(diskError("/somewhere", caught).message).toBe("There is no space left in /somewhere.");
});

test("a folder that cannot be written is told as such", () => {
  let caught: unknown;
  try {
    openSync("/proc/hiloop-test", "wx");
  } catch (error) {
    caught = error;
  }
  expect(diskError("/proc", caught)).toMatchObject({
    code: "forbidden",
    message: "Nothing can be written in /proc.",
  });
});
