import { expect, test } from "bun:test";
import { isGone, thisProcess } from "../../src/local/process-identity.ts";

test("a process is gone when its number is another's, or nobody's, by now", () => {
  const pid = Bun.spawnSync([process.execPath, "--version"]).pid;
  expect(isGone({ ...thisProcess(), pid })).toBe(true);
  expect(isGone({ ...thisProcess(), started: "an earlier time" })).toBe(true);
});

test("a process is not taken for gone as long as it may still run", () => {
  expect(isGone(thisProcess())).toBe(false);
  expect(isGone({ ...thisProcess(), host: "another computer" })).toBe(false);
  // As where the system hid when it started.
  expect(isGone({ ...thisProcess(), started: "" })).toBe(false);
});
