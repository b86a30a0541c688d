import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { newId } from "../../src/protocol/id.ts";
import { MIGRATIONS } from "../../src/store/sqlite/migrations.ts";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeItem } from "../e2e/durability/store-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";

test("what an agent or a guest sent before items were counted counts after the upgrade", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "hiloop.db");
  const [sessionId, agentId, apiKeyId, guestKeyId] = [newId(), newId(), newId(), "B".repeat(43)];
  const older = new Database(path, { create: true });
  older.run(MIGRATIONS[0] ?? "");
  older.run("PRAGMA user_version = 1");
  older.query("INSERT INTO agent VALUES (?, ?, 'writer', '', '')").run(agentId, apiKeyId);
  older
    .query("INSERT INTO session VALUES (?, 'Active', ?, ?, 'k', '', '', 3)")
    .run(sessionId, apiKeyId, agentId);
  const insert = older.query(
    "INSERT INTO item (session_id, seq, id, kind, sender_type, sender_key_id, received_at, json) VALUES (?, ?, ?, 'Message', ?, ?, '', ?)",
  );
  for (const [seq, type, key] of [
    [1, "Agent", "a"],
    [2, "Guest", guestKeyId],
    [3, "Agent", "b"],
  ] as const)
    insert.run(sessionId, seq, newId(), type, key, "x".repeat(4000));
  older.close();
  const store = new SqliteStore(path);
  const send = (account: string, most: { items: number; bytes: number }) =>
    store.items.addMessage({ ...storeItem(sessionId, agentId), allowance: { account, ...most } });
  await expect(send(apiKeyId, { items: 2, bytes: 1e9 })).rejects.toMatchObject({ code: "too_large" });
  await expect(send(guestKeyId, { items: 9, bytes: 3200 })).rejects.toMatchObject({ code: "too_large" });
  await expect(send(apiKeyId, { items: 3, bytes: 6400 })).resolves.toMatchObject({ seq: 4 });
  await store.close();
});
