import { expect, test } from "bun:test";
import * as v from "valibot";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { Http } from "../../src/client/http.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { createSession } from "../../src/client/sessions.ts";
import { awaitResult } from "../../src/tools/results/await-result.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { fastClock } from "../helpers/fast-clock.ts";

const BUTTONS = [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }];
const never = () => new Promise<Response>(() => undefined);
const SILENT = {
  code: "unavailable",
  message: "http://127.0.0.1:1 takes requests but does not answer them.",
};

/** An agent with an open question, whose network is the real one until `network` is set. */
async function askingAgent() {
  const space = await clientSpace();
  const way: { network: (url: string, init: RequestInit) => Promise<Response> } = { network: fetch };
  const agent = await space.agent((url, init) => way.network(url, init));
  const log = await createSession(agent, { title: "Deploy" });
  const question = await sendMessage(log, { components: BUTTONS });
  const wait = (waitSeconds: number, more: { onTrouble?: (trouble: string) => void } = {}) =>
    awaitResponse(log, { deliveries: new Deliveries(), questionId: question.id, waitSeconds, ...more });
  const answer = async () => {
    const owner = await (await space.owner()).session(log.id);
    await respond(owner, { questionId: question.id, answer: { action: "approve" }, via: "inbox" });
  };
  return { space, way, log, wait, answer, [Symbol.asyncDispose]: () => space[Symbol.asyncDispose]() };
}

test("a request that is accepted and never answered is given up after half a minute, for reading and writing", async () => {
  using clock = fastClock();
  const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: never }, {});
  await expect(clock.until(http.send("GET", "/", v.unknown()))).rejects.toMatchObject(SILENT);
  expect(clock.passedMs()).toBeWithin(30_000, 31_000);
  await expect(clock.until(http.write("POST", "/", v.unknown(), {}))).rejects.toMatchObject(SILENT);
  expect(clock.passedMs()).toBeWithin(60_000, 62_000);
  await expect(clock.until(http.open("GET", "/"))).rejects.toMatchObject(SILENT);
});

test("a large body has the time that a slow line takes", async () => {
  using clock = fastClock();
  const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: never }, {});
  const upload = http.send("PUT", "/", v.unknown(), { body: new Uint8Array(1024 * 1024) });
  await expect(clock.until(upload)).rejects.toMatchObject(SILENT);
  expect(clock.passedMs()).toBeWithin(150_000, 180_000);
});

test.each([
  ["a result", 200],
  ["a refusal", 409],
])("%s that stops in the middle is given up", async (_name, status) => {
  using clock = fastClock();
  const start = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(10));
  const half = async () => new Response(new ReadableStream({ start }), { status });
  const http = new Http({ baseUrl: "http://127.0.0.1:1", fetch: half }, {});
  await expect(clock.until(http.send("GET", "/", v.unknown()))).rejects.toMatchObject(SILENT);
  expect(clock.passedMs()).toBeWithin(30_000, 62_000);
});

test("a wait that nobody answers is asked again, and ends in time as pending with the reason", async () => {
  await using asking = await askingAgent();
  using clock = fastClock();
  let requests = 0;
  asking.way.network = () => {
    requests++;
    return never();
  };
  const troubles: string[] = [];
  const awaited = await clock.until(asking.wait(280, { onTrouble: (trouble) => troubles.push(trouble) }));
  expect(clock.passedMs()).toBeWithin(280_000, 286_000);
  expect(requests).toBeWithin(3, 6);
  expect(awaited).toMatchObject({ status: "pending", openQuestions: [{}] });
  expect(troubles).toEqual([expect.stringContaining("takes requests but does not answer them")]);
  expect(awaitResult(asking.log, awaited)).toMatchObject({
    status: "pending",
    note: expect.stringContaining("does not answer them. Whether anybody has answered is not known yet."),
    next: expect.stringContaining("Call await_response again"),
  });
});

test("a wait of a client that tolerates 50 seconds ends within 55, and a mere look within ten", async () => {
  await using asking = await askingAgent();
  using clock = fastClock();
  asking.way.network = never;
  expect(await clock.until(asking.wait(50))).toMatchObject({ status: "pending" });
  expect(clock.passedMs()).toBeWithin(50_000, 56_000);
  expect(await clock.until(asking.wait(0))).toMatchObject({ status: "pending" });
  expect(clock.passedMs()).toBeWithin(60_000, 67_000);
});

test("a wait outlasts a server that is away for longer than any retry, and gets the answer", async () => {
  await using asking = await askingAgent();
  await asking.answer();
  using clock = fastClock();
  asking.way.network = async (url, init) => {
    if (clock.passedMs() < 90_000) throw new TypeError("The connection was refused.");
    return await clock.meanwhile(async () => {
      const response = await fetch(url, init);
      return new Response(await response.arrayBuffer(), response);
    });
  };
  expect(await clock.until(asking.wait(600))).toMatchObject({
    status: "answered",
    response: { answer: { action: "approve" } },
  });
});

test("a wait that is cancelled while the server is silent is cancelled at once", async () => {
  await using asking = await askingAgent();
  const stop = new AbortController();
  asking.way.network = () => {
    stop.abort();
    return never();
  };
  const waiting = awaitResponse(asking.log, {
    deliveries: new Deliveries(),
    waitSeconds: 280,
    signal: stop.signal,
  });
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
});

test("what comes in the pause of a wait that is then cancelled is kept for the next one", async () => {
  await using asking = await askingAgent();
  const stop = new AbortController();
  const refused = Promise.withResolvers<void>();
  const deliveries = new Deliveries();
  asking.way.network = async () => new Response("", { status: 429 });
  const waiting = awaitResponse(asking.log, {
    deliveries,
    waitSeconds: 280,
    signal: stop.signal,
    onTrouble: () => refused.resolve(),
  });
  await refused.promise;
  asking.way.network = fetch;
  await asking.answer();
  await asking.log.sync();
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
  expect(await awaitResponse(asking.log, { deliveries, waitSeconds: 0 })).toMatchObject({
    status: "answered",
  });
});
