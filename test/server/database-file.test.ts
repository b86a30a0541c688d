import { expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../../src/server/start-server.ts";
import { send } from "../helpers/send.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSpace } from "../helpers/test-space.ts";

async function serveCopyOf(dataDir: string) {
  const folder = await tempDir();
  copyFileSync(join(dataDir, "hiloop.db"), join(folder.path, "hiloop.db"));
  const server = await startServer({
    dataDir: folder.path,
    port: 0,
    version: "0.0.0-test",
    serveInbox: false,
  });
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("a copy of the database file alone, made right after the setup, is the space", async () => {
  await using space = await testSpace();
  await using copy = await serveCopyOf(space.server.dataDir);
  const { status, json } = await send(copy.url, "GET", "/v1/human/me", { headers: headersOf(space.owner) });
  expect([status, json.spaceId]).toEqual([200, space.spaceId]);
});
