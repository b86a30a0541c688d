import { afterAll, beforeAll, expect, test } from "bun:test";
import * as v from "valibot";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { connectGuest, createGuestToken } from "../../src/client/guests.ts";
import type { Member } from "../../src/client/member.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { sendInNewSession } from "../../src/client/send-in-new-session.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { newerItem } from "../helpers/newer-hiloop.ts";
import { answer, openQuestion, say } from "../helpers/person.ts";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";

const SLOW_MS = 60_000;
let home: Sandbox;
let space: LocalSpace;
let owner: Member;

beforeAll(async () => {
  home = await sandbox();
  space = new LocalSpace({ paths: home.paths, port: undefined });
  owner = await space.owner();
}, SLOW_MS);
afterAll(() => home[Symbol.asyncDispose]());

/** A guest of a session, who sends what no reader can make out. */
async function sendUnreadable(sessionId: string): Promise<void> {
  const { url } = await createGuestToken(await owner.session(sessionId), { name: "Eve" });
  const secret = parseSecret(url.split("#").at(-1) ?? "");
  if (!secret) throw new Error("The link holds no secret.");
  const connection = { baseUrl: owner.http.baseUrl };
  const { member, log } = await connectGuest({ connection, secret, pins: memoryPins() });
  const { item } = await newerItem(member, log, {}, { content: 17 });
  await member.http.write("POST", `${log.path}/messages`, v.unknown(), item);
}

test("what cannot be read is said, and the answer behind it is still waited for", async () => {
  const child = home.start(["ask", "Deploy?", "--option", "Yes", "--exit-code"]);
  const { sessionId, id } = await until(async () => (await openQuestion(owner)) ?? false);
  const messages = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  await sendUnreadable(sessionId);
  let said = "";
  while (!said.includes("has no readable content")) {
    const { done, value } = await messages.read();
    if (done) break;
    said += value;
  }
  await answer(owner, sessionId, id, { action: "yes" });
  expect(await new Response(child.stdout).text()).toBe("yes\n");
  expect(await child.exited).toBe(0);
  expect(said).toContain("It counts for nothing.");
});

test("a question that a script adds to a session hides nothing from the assistant that goes on there", async () => {
  const agent = await space.connectAgent("assistant");
  const { log, message } = await sendInNewSession(
    agent,
    { title: "Deploy" },
    { content: "Deploy?", responseRequired: true },
  );
  await answer(owner, log.id, message.id, { text: "yes" });
  await say(owner, log.id, "Only staging!");
  await home.run(["ask", "And now?", "--session", log.id, "--timeout", "1"]);

  const restarted = await (await space.connectAgent("assistant")).session(log.id);
  const deliveries = new Deliveries();
  const look = () => awaitResponse(restarted, { deliveries, waitSeconds: 0 });
  expect(await look()).toMatchObject({ status: "answered", response: { answer: { text: "yes" } } });
  expect(await look()).toMatchObject({ status: "message", item: { content: "Only staging!" } });
});
