import { expect, test } from "bun:test";
import { join } from "node:path";
import { Snapshot } from "../../src/store/sqlite/snapshot.ts";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { takeSnapshot } from "../../src/store/sqlite/take-snapshot.ts";
import { storeItem, storeSession } from "../e2e/durability/store-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";

test("a snapshot holds what was committed before it, and nothing of what comes after, while the store goes on", async () => {
  await using folder = await tempDir();
  const [path, target] = [join(folder.path, "hiloop.db"), join(folder.path, "snapshot.db")];
  const store = new SqliteStore(path);
  const { sessionId, agentId } = await storeSession(store);
  const complete = async () => {
    const added = storeItem(sessionId, agentId, { kind: "Attachment", responseRequired: false });
    await store.attachments.complete(added, 7);
    return added.item.id;
  };
  const before = await complete();
  takeSnapshot(path, target);
  await complete();
  using snapshot = new Snapshot(target);
  expect([...snapshot.attachments()]).toEqual([
    { name: { sessionId, attachmentId: before, uploaderKeyId: "A".repeat(43) }, bytes: 7 },
  ]);
  expect({ sessions: snapshot.sessions, isSound: snapshot.isSound, isNewer: snapshot.isNewer }).toEqual({
    sessions: 1,
    isSound: true,
    isNewer: false,
  });
  expect(await store.attachments.list(sessionId, 1)).toHaveLength(2);
  await store.close();
});

test("of what is no database no snapshot is taken", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "hiloop.db");
  await Bun.write(path, "something else ".repeat(1000));
  expect(() => takeSnapshot(path, join(folder.path, "new"))).toThrow(/is damaged or cut short/);
  expect(() => takeSnapshot(join(folder.path, "none"), join(folder.path, "new"))).toThrow(/cannot be read/);
});
