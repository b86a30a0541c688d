import { expect, test } from "bun:test";
import { serverProcess } from "../helpers/server-process.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { newSpace } from "../helpers/test-space.ts";

const MESSAGES = 1000;
const SENDERS = 8;
const KILLS = 4;

test("a thousand messages acknowledged under repeated kill -9 are all there, without a gap", async () => {
  await using folder = await tempDir();
  let server = await serverProcess(folder.path, 0);
  const { url } = server;
  const space = await newSpace(url, "test-token");
  const { apiKey } = space;
  const session = await testSession(space);
  const acknowledged = new Map<string, number>();
  let restarting = Promise.resolve();
  const post = async () => {
    const body = JSON.stringify(await session.item(apiKey));
    for (;;) {
      await restarting;
      const address = `${url}/v1/agent${session.path}/messages`;
      const response = await fetch(address, { method: "POST", headers: headersOf(apiKey), body }).catch(
        () => undefined,
      );
      if (!response) continue;
      const { id, seq } = await response.json().catch(() => ({}));
      if (response.status !== 201 || !id) continue;
      acknowledged.set(id, seq);
      return;
    }
  };
  const restart = async () => {
    await server.kill();
    server = await serverProcess(folder.path, Number(new URL(url).port));
  };
  let sent = 0;
  const sender = async () => {
    while (sent < MESSAGES) {
      sent++;
      if (sent % Math.floor(MESSAGES / (KILLS + 1)) === 0) restarting = restart();
      await post();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await restart();
  const stored = new Map<string, number>();
  for (let after = 0; ; ) {
    const { json } = await session.read(apiKey, `?after=${after}&limit=500`);
    for (const item of json.items) stored.set(item.id, item.seq);
    after = json.cursor;
    if (json.items.length === 0) break;
  }
  await server.kill();
  expect(acknowledged.size).toBe(MESSAGES);
  for (const [id, seq] of acknowledged) expect(stored.get(id)).toBe(seq);
  expect([...stored.values()]).toEqual(Array.from({ length: MESSAGES + 1 }, (_, index) => index + 1));
}, 60_000);
