import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveData, setupToken } from "../backup/served-data.ts";
import { servedSpace } from "../e2e/durability/served-space.ts";
import { until } from "../helpers/until.ts";
import { sandbox } from "../local/sandbox.ts";

test("the file with the setup link goes once the owner is made, and one that is left over at the next start", async () => {
  await using home = await sandbox();
  const data = join(home.folder, "data");
  const link = join(data, "setup-link");
  mkdirSync(data);
  writeFileSync(link, "of an earlier start");
  const server = await serveData(home, data);
  await until(() => existsSync(link));
  expect(readFileSync(link, "utf8")).toStartWith(`${server.url}/setup#`);
  await servedSpace(server.url, await setupToken(data));
  expect(existsSync(link)).toBe(false);
  await server.stop();

  writeFileSync(link, "left over");
  const again = await serveData(home, data);
  expect(existsSync(link)).toBe(false);
  await again.stop();
});

test("a server that ends right after its owner was made leaves no setup link", async () => {
  await using home = await sandbox();
  const data = join(home.folder, "data");
  const server = await serveData(home, data);
  await servedSpace(server.url, await setupToken(data));
  await server.stop();
  expect(existsSync(join(data, "setup-link"))).toBe(false);
});

test("a setup link that cannot be removed keeps no server from its work", async () => {
  await using home = await sandbox();
  const data = join(home.folder, "data");
  const first = await serveData(home, data);
  await servedSpace(first.url, await setupToken(data));
  await first.stop();
  mkdirSync(join(data, "setup-link"));
  const second = await serveData(home, data);
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
  await second.stop();
});
