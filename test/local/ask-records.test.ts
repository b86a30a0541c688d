import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathsIn } from "../../src/config/paths.ts";
import { askRecords } from "../../src/local/ask-records.ts";
import { thisProcess } from "../../src/local/process-identity.ts";
import { newId } from "../../src/protocol/id.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const HOUR_MS = 60 * 60 * 1000;
const PROCESSES = 4;
const KEYS = Array.from({ length: 60 }, (_, index) => `key-${index}`);

/** The pid of a process that has ended. */
function gonePid(): number {
  return Bun.spawnSync([process.execPath, "--version"]).pid;
}

function write(home: string, record: { key: string; process: object; questionId?: string }): void {
  const { asked } = pathsIn(home);
  mkdirSync(asked, { recursive: true, mode: 0o700 });
  const full = { sessionId: newId(), questionId: newId(), at: Date.now(), isHandedOver: false, ...record };
  writeFileSync(join(asked, `${full.questionId}.json`), JSON.stringify(full), { mode: 0o600 });
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

/** A process that is ready to take all of them, and lives on when it has. */
async function taker(home: string) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "take-records.ts"), home, ...KEYS], {
    stdin: "pipe",
    stdout: "pipe",
  });
  const lines = linesOf(child.stdout);
  await lines.next();
  return {
    begin: () => void child.stdin.write("go\n"),
    taken: async (): Promise<string[]> => JSON.parse((await lines.next()).value ?? ""),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

test("of several processes that want the questions of one that is gone, one gets each", async () => {
  await using home = await tempDir();
  const gone = { ...thisProcess(), pid: gonePid() };
  for (const key of KEYS) write(home.path, { key, process: gone });
  await using processes = new AsyncDisposableStack();
  const takers = await Promise.all(
    Array.from({ length: PROCESSES }, async () => processes.use(await taker(home.path))),
  );
  for (const { begin } of takers) begin();
  const taken = (await Promise.all(takers.map((one) => one.taken()))).flat();
  expect(taken.sort()).toEqual([...KEYS].sort());
});

test("a question that was taken is taken again once that process is gone, too", async () => {
  await using home = await tempDir();
  const records = askRecords(pathsIn(home.path), HOUR_MS);
  write(home.path, { key: "one", process: { ...thisProcess(), pid: gonePid() } });
  const first = records.take("one");
  expect(first).toBeDefined();
  expect(records.take("one")).toBeUndefined();

  const { questionId = "" } = first ?? {};
  write(home.path, { key: "one", questionId, process: { ...thisProcess(), started: "an earlier time" } });
  expect(records.take("one")?.questionId).toBe(questionId);
});

test("what marks a question as taken goes with its record", async () => {
  await using home = await tempDir();
  const { asked } = pathsIn(home.path);
  const records = askRecords(pathsIn(home.path), HOUR_MS);
  write(home.path, { key: "one", process: { ...thisProcess(), pid: gonePid() } });
  const { questionId = "", sessionId = "" } = records.take("one") ?? {};
  records.keep("one", { sessionId, questionId, at: Date.now() - 2 * HOUR_MS });
  records.keep("two", { sessionId: newId(), questionId: newId(), at: Date.now() });
  expect(readdirSync(asked)).toHaveLength(1);
});
