import { expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import type { TimelineItem } from "../../../src/protocol/timeline.ts";
import { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { seededRandom } from "../../helpers/seeded-random.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { storeItem, storeSession } from "./store-data.ts";

const SLOW_MS = 60_000;
/** What the writer tells the system, with the names of the files. */
const TRACED = ["strace", "-f", "-y", "-e", "trace=fdatasync,fsync,pwrite64,write"];
const canTrace =
  Bun.which("strace") !== null && Bun.spawnSync([...TRACED, "-o", "/dev/null", "true"]).exitCode === 0;
const WRITER = join(import.meta.dir, "group-commit-writer.ts");
const EVERYTHING = { after: 0, limit: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER, from: 1 };

test(
  "what a group commit acknowledged is there after kill -9 in the midst of the next ones",
  async () => {
    const random = seededRandom(9);
    for (let kill = 0; kill < 8; kill++) {
      await using folder = await tempDir();
      const path = join(folder.path, "hiloop.db");
      const [sessionId = "", ...acknowledged] = await writeUntilKilled(path, 1 + random.below(1_500));
      const stored = new Set((await readWhole(path, sessionId)).map(idOf));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    }
  },
  SLOW_MS,
);

test(
  "a log cut anywhere, as by a kill in the midst of writing it, gives whole groups from the first on",
  async () => {
    await using folder = await tempDir();
    const path = join(folder.path, "hiloop.db");
    const store = new SqliteStore(path);
    const { sessionId, agentId } = await storeSession(store);
    const atOnce = 7;
    for (let group = 0; group < 12; group++) {
      const items = Array.from({ length: atOnce }, () => storeItem(sessionId, agentId));
      await Promise.all(items.map((item) => store.items.addMessage(item)));
    }
    const log = Bun.file(`${path}-wal`);
    const random = seededRandom(12);
    const seen = new Set<number>();
    for (let cut = 0; cut < 80; cut++) {
      await using crashed = await tempDir();
      const copy = join(crashed.path, "hiloop.db");
      cpSync(path, copy);
      cpSync(`${path}-wal`, `${copy}-wal`);
      await truncate(`${copy}-wal`, random.below(log.size + 1));
      const items = await readWhole(copy, sessionId);
      expect(Math.max(0, items.length - 1) % atOnce).toBe(0);
      seen.add(items.length);
    }
    await store.close();
    expect(seen.size).toBeGreaterThan(8);
    expect(await readWhole(path, sessionId)).toHaveLength(1 + 12 * atOnce);
  },
  SLOW_MS,
);

test.skipIf(!canTrace)(
  "nothing is acknowledged before the disk has it, and one wait for the disk serves a whole group",
  async () => {
    await using folder = await tempDir();
    const trace = join(folder.path, "trace");
    const groups = 10;
    const writer = Bun.spawn(
      [...TRACED, "-o", trace, process.execPath, WRITER, join(folder.path, "hiloop.db"), `${groups}`],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    expect(await writer.exited).toBe(0);
    let written = 0;
    let waits = 0;
    const acknowledged: number[] = [];
    for (const line of (await Bun.file(trace).text()).split("\n")) {
      if (/pwrite64\(.*hiloop\.db-wal>/.test(line)) written++;
      if (/write\(1</.test(line)) acknowledged.push(written);
      if (!/(fdatasync|fsync)\(.*hiloop\.db-wal>/.test(line)) continue;
      if (written > 0) waits++;
      written = 0;
    }
    expect(acknowledged.length).toBeGreaterThan(groups * 40);
    expect(acknowledged.filter((unsafe) => unsafe > 0)).toEqual([]);
    expect(waits).toBeLessThan(groups + 10);
  },
  SLOW_MS,
);

/** Lets a writer acknowledge that many writes at least, then kills it; gives every line that it printed. */
async function writeUntilKilled(path: string, atLeast: number): Promise<string[]> {
  const writer = Bun.spawn([process.execPath, WRITER, path], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of writer.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split("\n").length > atLeast + 1) writer.kill("SIGKILL");
  }
  await writer.exited;
  expect(writer.signalCode).toBe("SIGKILL");
  return text.split("\n").slice(0, -1);
}

/** The session as a server finds it at its next start: no gap, nothing twice, every question with its item. */
async function readWhole(path: string, sessionId: string): Promise<TimelineItem[]> {
  const store = new SqliteStore(path);
  const items = await store.items.page(sessionId, EVERYTHING);
  expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
  expect(new Set(items.map(idOf)).size).toBe(items.length);
  expect((await store.sessions.find(sessionId))?.lastSeq ?? 0).toBe(items.length);
  expect(await store.questions.countOpen()).toBe(Math.max(0, items.length - 1));
  await store.close();
  return items;
}

function idOf(item: TimelineItem): string {
  return "id" in item ? item.id : "";
}
