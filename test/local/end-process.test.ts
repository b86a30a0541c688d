import { expect, test } from "bun:test";
import { join } from "node:path";

const IS_ROOT = process.getuid?.() === 0;
const asNobody = IS_ROOT ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
const END_PROCESS = join(import.meta.dir, "..", "..", "src", "local", "end-process.ts");
const LOOK = `console.log((await import(${JSON.stringify(END_PROCESS)})).isAlive(1))`;

test("a process that this user may not signal, as one of another user, still runs", () => {
  const look = Bun.spawnSync([...asNobody, process.execPath, "-e", LOOK], { cwd: "/" });
  expect(look.stdout.toString()).toBe("true\n");
});
