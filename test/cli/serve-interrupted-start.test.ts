import { expect, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../helpers/until.ts";
import { sandbox } from "../local/sandbox.ts";

const SIGTERM = 15n;
/** So many that looking through them takes longer than a signal. */
const FOLDERS = 4_000;

/** Whether a process handles SIGTERM by now. */
function listensToSigterm(pid: number): boolean {
  const [, caught = "0"] = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return ((BigInt(`0x${caught}`) >> (SIGTERM - 1n)) & 1n) === 1n;
}

test("SIGTERM ends serve with exit code 0 when it comes while the server starts", async () => {
  await using home = await sandbox();
  const data = join(home.folder, "data");
  for (let index = 0; index < FOLDERS; index++)
    mkdirSync(join(data, "attachments", `${index}`), { recursive: true });
  const child = home.start(["serve", "--port", "0", "--data", data]);
  await until(() => listensToSigterm(child.pid));
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});
