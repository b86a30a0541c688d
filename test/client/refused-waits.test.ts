import { expect, test } from "bun:test";
import { type Awaited, awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import type { Member } from "../../src/client/member.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { createSession } from "../../src/client/sessions.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { until } from "../helpers/until.ts";

const BUTTONS = [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }];

type Asked = { sessionId: string; questionId: string; wait: (waitSeconds: number) => Promise<Awaited> };

async function ask(agent: Member): Promise<Asked> {
  const log = await createSession(agent, { title: "Deploy" });
  const { id: questionId } = await sendMessage(log, { components: BUTTONS });
  const wait = (waitSeconds: number) =>
    awaitResponse(log, { deliveries: new Deliveries(), questionId, waitSeconds });
  return { sessionId: log.id, questionId, wait };
}

async function answer(owner: Member, { sessionId, questionId }: Asked): Promise<void> {
  const log = await owner.session(sessionId);
  await respond(log, { questionId, answer: { action: "approve" }, via: "inbox" });
}

test("more waits than a key may hold are answered like the others", async () => {
  await using space = await clientSpace({ limits: { waitsPerKey: 2 } });
  const statuses: number[] = [];
  const agent = await space.agent(async (url, init) => {
    const response = await fetch(url, init);
    statuses.push(response.status);
    const headers = { "content-type": "application/problem+json", "retry-after": "0" };
    return response.status === 429 ? new Response(response.body, { status: 429, headers }) : response;
  });
  const asked = [await ask(agent), await ask(agent), await ask(agent), await ask(agent), await ask(agent)];
  const waiting = asked.map(({ wait }) => wait(50));
  await until(() => statuses.filter((status) => status === 429).length >= 3);
  const owner = await space.owner();
  for (const one of asked) await answer(owner, one);
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(asked.map(() => "answered"));
  expect(statuses.length).toBeLessThan(100);
});

test("a refused wait that nobody answers is pending, and the short look is told from an unknown state", async () => {
  await using space = await clientSpace({ limits: { waitsPerKey: 0 } });
  const { wait } = await ask(await space.agent());
  const awaited = await wait(1);
  expect(awaited).toMatchObject({ status: "pending", openQuestions: [{}] });
  expect(awaited).not.toHaveProperty("trouble");
});

test("a key whose requests are all refused for now is pending with the reason", async () => {
  await using space = await clientSpace();
  let isRefused = false;
  const agent = await space.agent(async (url, init) => {
    if (!isRefused) return await fetch(url, init);
    const problem = { type: "about:blank", title: "", status: 429, code: "rate_limited", detail: "no" };
    return Response.json({ ...problem, requestId: "1" }, { status: 429, headers: { "retry-after": "9" } });
  });
  const { wait } = await ask(agent);
  isRefused = true;
  expect(await wait(1)).toMatchObject({
    status: "pending",
    trouble: "The server takes no more requests for now.",
  });
});

test("a proxy that refuses a wait in words of its own is asked again, and is no wrong configuration", async () => {
  await using space = await clientSpace();
  let refused = 0;
  const agent = await space.agent(async (url, init) => {
    if (!new URL(url).searchParams.has("wait")) return await fetch(url, init);
    refused++;
    return new Response("<h1>Too many requests</h1>", { status: 429, headers: { "retry-after": "1" } });
  });
  const asked = await ask(agent);
  const waiting = asked.wait(50);
  await until(() => refused > 0);
  await answer(await space.owner(), asked);
  expect(await waiting).toMatchObject({ status: "answered" });
});
