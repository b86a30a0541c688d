import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeItem, storeSession } from "../e2e/durability/store-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";

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
