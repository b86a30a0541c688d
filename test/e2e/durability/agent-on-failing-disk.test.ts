import { expect, test } from "bun:test";
import { join } from "node:path";
import { newId } from "../../../src/protocol/id.ts";
import { AgentNames } from "../../../src/server/agent-names.ts";
import { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { tempDir } from "../../helpers/temp-dir.ts";

const LONG_AFTER_MS = 10 * 60 * 1000;

test("an agent that spoke before is still known when nothing can be written any more, a new one is refused", async () => {
  await using folder = await tempDir();
  const store = new SqliteStore(join(folder.path, "hiloop.db"));
  let now = Date.now();
  const names = new AgentNames(store.agents, () => now, 1000);
  const apiKeyId = newId();
  const { id } = await names.resolve(apiKeyId, "deployer");

  await store.close();
  now += LONG_AFTER_MS;

  expect(await names.resolve(apiKeyId, "deployer")).toMatchObject({ id, name: "deployer" });
  await expect(names.resolve(apiKeyId, "reviewer")).rejects.toThrow();
});
