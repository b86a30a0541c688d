import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { waitForServer } from "../../src/cli/serve/wait-for-server.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { until } from "../helpers/until.ts";
import { sandbox } from "../local/sandbox.ts";

test("the server of a data folder is known by its proof, and another's answer does not count", async () => {
  await using home = await sandbox();
  await using empty = await tempDir();
  const folders = ["one", "two"].map((name) => join(home.folder, name));
  const [one = "", two = ""] = folders;
  const ports: number[] = [];
  const children = folders.map((data) => home.start(["serve", "--port", "0", "--data", data]));
  for (const child of children) {
    const { value } = await child.stdout.getReader().read();
    ports.push(Number(new URL(new TextDecoder().decode(value).trim()).port));
  }
  const [port = 0, other = 0] = ports;
  const ask = async (dataDir: string, at: number) => {
    let looks = 0;
    return await waitForServer({ hostname: "127.0.0.1", port: at, dataDir }, async () => ++looks < 3);
  };
  const serving = (data: string) => join(data, "serving.json");
  await until(() => folders.every((data) => existsSync(serving(data))));
  expect(statSync(serving(one)).mode & 0o777).toBe(0o600);
  expect(await Promise.all([ask(one, port), ask(two, other)])).toEqual([false, false]);
  expect(await Promise.all([ask(one, other), ask(two, port), ask(empty.path, port)])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);

  for (const child of children) child.kill("SIGTERM");
  await Promise.all(children.map((child) => child.exited));
  expect(folders.filter((data) => existsSync(serving(data)))).toEqual([]);
});
