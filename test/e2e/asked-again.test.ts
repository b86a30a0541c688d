import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Member } from "../../src/client/member.ts";
import { pathsIn } from "../../src/config/paths.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { BINARY, emptyHome, type Home } from "../helpers/binary.ts";
import { type McpProcess, mcpProcess } from "../helpers/mcp-client.ts";
import { answer } from "../helpers/person.ts";

const SLOW_MS = 60_000;
const LOOK = { options: ["Yes", "No"], timeout_seconds: 0 };
let home: Home;
let ada: Member;

beforeAll(async () => {
  home = await emptyHome();
  ada = await new LocalSpace({ paths: pathsIn(join(home.folder, ".hiloop")), port: undefined }).owner();
}, SLOW_MS);
afterAll(() => home[Symbol.asyncDispose]());

type Place = { client?: string; folder?: string };

/** `hiloop mcp` as a client starts it in a folder of its work. */
async function assistantIn({ client = "claude-code", folder = "x/app" }: Place = {}): Promise<McpProcess> {
  const cwd = join(home.work, folder);
  mkdirSync(cwd, { recursive: true });
  const mcp = mcpProcess({ command: [BINARY, "mcp"], cwd, env: home.env });
  await mcp.initialize(client);
  return mcp;
}

/** Asks in a process that is killed right after. */
async function askAndDie(question: string, place?: Place) {
  await using mcp = await assistantIn(place);
  const asked = await mcp.call("ask_human", { question, ...LOOK });
  expect(asked).toMatchObject({ status: "pending" });
  return asked as { session_id: string; message_id: string };
}

async function ask(question: string, place?: Place) {
  await using mcp = await assistantIn(place);
  return await mcp.call("ask_human", { question, ...LOOK });
}

test("a new process goes on waiting for the question of one that is gone, and says so", async () => {
  const { message_id } = await askAndDie("Go on?");
  expect(await ask("Go on?")).toMatchObject({
    status: "pending",
    message_id,
    joined: expect.stringMatching(/^Asked before \S+ \S+ UTC by an earlier process of this client/),
  });
});

test("a new process says at once that nobody hears the question that it goes on waiting for", async () => {
  const { message_id } = await askAndDie("Does anybody hear?");
  await using mcp = await assistantIn();
  expect(
    await mcp.call("ask_human", { question: "Does anybody hear?", options: LOOK.options }),
  ).toMatchObject({
    status: "pending",
    message_id,
    notice: expect.stringContaining("open --link"),
  });
});

test("an answer that came while no process lived is given once; then the person is asked again", async () => {
  const { session_id, message_id } = await askAndDie("Deploy?");
  await answer(ada, session_id, message_id, { action: "Yes" });
  expect(await ask("Deploy?")).toMatchObject({ status: "answered", response: "Yes", message_id });

  const again = await ask("Deploy?");
  expect(again).toMatchObject({ status: "pending", asked_before: { session_id, message_id } });
  expect(again.message_id).not.toBe(message_id);
  await using mcp = await assistantIn();
  expect(await mcp.call("await_response", { session_id, message_id })).toMatchObject({ response: "Yes" });
});

test("an answer is handed over once also when the process that gave it is killed at once", async () => {
  const { session_id, message_id } = await askAndDie("Once?");
  await using waiting = await assistantIn();
  const given = waiting.call("ask_human", { question: "Once?", options: LOOK.options });
  await answer(ada, session_id, message_id, { action: "Yes" });
  expect(await given).toMatchObject({ status: "answered", message_id });
  waiting.kill("SIGKILL");
  await waiting.exited;
  expect(await ask("Once?")).toMatchObject({ status: "pending", asked_before: { message_id } });
});

test("of two processes that come after it, one joins and the other asks for itself", async () => {
  const { message_id } = await askAndDie("Which one?");
  await using one = await assistantIn();
  await using other = await assistantIn();
  const args = { question: "Which one?", ...LOOK };
  const results = await Promise.all([one.call("ask_human", args), other.call("ask_human", args)]);
  expect(results.filter((result) => result.message_id === message_id)).toHaveLength(1);
});

test("a process that still runs shares its question with nobody", async () => {
  await using running = await assistantIn();
  const first = await running.call("ask_human", { question: "Mine?", ...LOOK });
  const second = await ask("Mine?");
  expect(second.message_id).not.toBe(first.message_id);
  expect(second).not.toHaveProperty("joined");
});

test.each([
  ["another folder of the same name", { folder: "y/app" }],
  ["another client", { client: "codex-mcp-client" }],
])("%s joins nothing", async (_name, place) => {
  const { message_id } = await askAndDie("From where?");
  expect((await ask("From where?", place)).message_id).not.toBe(message_id);
});

test("a question that nobody asked for within the hour is asked anew", async () => {
  const { message_id } = await askAndDie("Yesterday?");
  const record = join(home.folder, ".hiloop", "asked", `${message_id}.json`);
  const { at, ...rest } = JSON.parse(readFileSync(record, "utf8"));
  writeFileSync(record, JSON.stringify({ ...rest, at: at - 61 * 60 * 1000 }));
  expect((await ask("Yesterday?")).message_id).not.toBe(message_id);
  expect(readdirSync(join(home.folder, ".hiloop", "asked"))).not.toContain(`${message_id}.json`);
});

test("the records hold no word of a question", async () => {
  await askAndDie("Is the launch code 4456?");
  const folder = join(home.folder, ".hiloop", "asked");
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  expect(all.join("\n")).not.toMatch(/launch|Yes|No"/);
});

test("what another process made is not from you", async () => {
  const { session_id } = await askAndDie("Whose?");
  await using other = await assistantIn();
  const { items } = await other.call("get_timeline", { session_id });
  expect(items.map(({ from }: { from: string }) => from)).toEqual(
    Array(2).fill("claude-code in app (agent)"),
  );
});
