import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataLock, lockDataFolder } from "../../src/store/sqlite/data-lock.ts";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeItem, storeSession } from "../e2e/durability/store-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { until } from "../helpers/until.ts";

test("a copy of the file of a store that was closed holds everything, also when somebody read it meanwhile", async () => {
  await using folder = await tempDir();
  const [path, copied] = [join(folder.path, "hiloop.db"), join(folder.path, "copy", "hiloop.db")];
  const store = new SqliteStore(path);
  const { sessionId, agentId } = await storeSession(store);
  await store.items.addMessage(storeItem(sessionId, agentId));
  using reader = new Database(path, { readonly: true });
  expect(reader.query("SELECT count(*) AS items FROM item").get()).toEqual({ items: 2 });
  await store.close();
  await store.close();
  await Bun.write(copied, "");
  copyFileSync(path, copied);
  const copy = new SqliteStore(copied);
  expect((await copy.sessions.find(sessionId))?.lastSeq).toBe(2);
  await copy.close();
});

test("a lock file that somebody deletes is there again, and held", async () => {
  await using folder = await tempDir();
  const lock = join(folder.path, "server.lock");
  const store = new SqliteStore(join(folder.path, "hiloop.db"));
  for (const _ of ["once", "and again"]) {
    rmSync(lock);
    await until(() => existsSync(lock));
    expect(() => lockDataFolder(lock)).toThrow("Another hiloop server already works on this data folder.");
  }
  await store.close();
  lockDataFolder(lock)();
});

test("a start that comes between a deleted lock file and its return is no other server", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "server.lock");
  const lock = new DataLock(path);
  lock.prove();
  rmSync(path);
  const starting = lockDataFolder(path);
  expect(lock.keep()).toBe(true);
  starting();
  expect(lock.keep()).toBe(true);
  expect(() => lockDataFolder(path)).toThrow("Another hiloop server already works on this data folder.");
  lock.release();
});

test("a store whose lock another process took over writes nothing any more", async () => {
  await using folder = await tempDir();
  const [lock, proven] = [join(folder.path, "server.lock"), join(folder.path, "copy")];
  const store = new SqliteStore(join(folder.path, "hiloop.db"));
  const { sessionId, agentId } = await storeSession(store);
  const write = () => store.items.addMessage(storeItem(sessionId, agentId));
  // Whoever finds a lock file that has kept others off before looks at nothing but this.
  copyFileSync(lock, proven);
  renameSync(proven, lock);
  const release = lockDataFolder(lock);
  await until(() =>
    write().then(
      () => false,
      () => true,
    ),
  );
  await expect(write()).rejects.toThrow("Another hiloop server already works on this data folder.");
  release();
  await store.close();
});

test("a lock file that a power cut left as no database is made anew", async () => {
  await using folder = await tempDir();
  writeFileSync(join(folder.path, "server.lock"), new Uint8Array(4096));
  const store = new SqliteStore(join(folder.path, "hiloop.db"));
  expect(() => new SqliteStore(join(folder.path, "hiloop.db"))).toThrow("Another hiloop server");
  await store.close();
});
