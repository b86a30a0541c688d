import { expect, test } from "bun:test";
import { createSession } from "../../src/client/sessions.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { authHeaders } from "../../src/protocol/auth-header.ts";
import { say } from "../helpers/person.ts";
import { until } from "../helpers/until.ts";
import { sandbox } from "./sandbox.ts";

const WAITS = 200;

test("all assistants of a computer share one key, and 200 of them wait at the same time", async () => {
  await using home = await sandbox();
  await home.run(["agent", "list"]);
  const space = new LocalSpace({ paths: home.paths, port: undefined });
  const agent = await space.connectAgent("many");
  expect(agent.me.limits.waitsPerKey).toBe(1_000);
  const session = await createSession(agent, { title: "Many" });
  const address = `http://127.0.0.1:${home.server().port}/v1/agent/sessions/${session.id}/timeline?after=1&wait=50`;
  const headers = authHeaders("ApiKey", agent.identity.authHex, "many");
  let ended = 0;
  const waits = Array.from({ length: WAITS }, async () => {
    const { status } = await fetch(address, { headers });
    ended++;
    return status;
  });
  const person = await space.owner();
  await until(async () => (await connections(home.server().port)) >= WAITS);
  expect(ended).toBe(0);
  await say(person, session.id, "Here I am");
  expect(new Set(await Promise.all(waits))).toEqual(new Set([200]));
}, 60_000);

async function connections(port: number): Promise<number> {
  const table = await Bun.file("/proc/net/tcp").text();
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table.split("\n").filter((line) => line.includes(` ${local} `) && / 01 /.test(line)).length;
}
