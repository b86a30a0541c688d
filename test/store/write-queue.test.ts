import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Change } from "../../src/store/contract.ts";
import { openDatabase } from "../../src/store/sqlite/open-database.ts";
import { WriteQueue } from "../../src/store/sqlite/write-queue.ts";
import { tempDir } from "../helpers/temp-dir.ts";

async function openQueue() {
  const folder = await tempDir();
  const db = openDatabase(join(folder.path, "test.db"));
  db.run("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
  const queue = new WriteQueue(db);
  const insert = (id: number, text = "x") =>
    db.query("INSERT INTO note (id, text) VALUES (?, ?)").run(id, text);
  const ids = () =>
    db
      .query<{ id: number }, []>("SELECT id FROM note ORDER BY id")
      .all()
      .map((row) => row.id);
  const close = async () => {
    db.close();
    await folder[Symbol.asyncDispose]();
  };
  return { db, queue, insert, ids, [Symbol.asyncDispose]: close };
}

test("a write that fails undoes itself alone, and the others of its tick stand", async () => {
  await using store = await openQueue();
  const results = await Promise.allSettled([
    store.queue.write(() => store.insert(1)),
    store.queue.write(() => {
      store.insert(2);
      throw new Error("refused");
    }),
    store.queue.write(() => store.insert(3)),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(store.ids()).toEqual([1, 3]);
});

test("a write's result comes only after its commit, and its change after that", async () => {
  await using store = await openQueue();
  const heard: [change: Change, committed: boolean][] = [];
  store.queue.onChange((change) => heard.push([change, !store.db.inTransaction && store.ids().length === 1]));
  const change: Change = { type: "roster", n: 7 };
  await store.queue.write((changes) => {
    store.insert(1);
    changes.push(change);
  });
  expect(heard).toEqual([[change, true]]);
});

test("a failed write announces nothing", async () => {
  await using store = await openQueue();
  const heard: Change[] = [];
  store.queue.onChange((change) => heard.push(change));
  const failing = store.queue.write((changes) => {
    changes.push({ type: "roster", n: 1 });
    throw new Error("refused");
  });
  await expect(failing).rejects.toThrow("refused");
  expect(heard).toEqual([]);
});

test("a full disk is a storage error that changes nothing, and writing goes on when there is room again", async () => {
  await using store = await openQueue();
  const pages = store.db.query<{ page_count: number }, []>("PRAGMA page_count").get()?.page_count ?? 0;
  store.db.run(`PRAGMA max_page_count = ${pages + 2}`);
  const refused = await Promise.allSettled([
    store.queue.write(() => store.insert(1, "x".repeat(100_000))),
    store.queue.write(() => store.insert(2, "x".repeat(100_000))),
  ]);
  for (const result of refused) {
    expect(result).toMatchObject({ status: "rejected", reason: { code: "storage" } });
  }
  expect(store.ids()).toEqual([]);
  store.db.run("PRAGMA max_page_count = 1000000");
  await store.queue.write(() => store.insert(3, "x".repeat(100_000)));
  expect(store.ids()).toEqual([3]);
});
