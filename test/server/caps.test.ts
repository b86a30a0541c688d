import { expect, test } from "bun:test";
import { timestamp } from "../../src/protocol/primitives.ts";
import { readEvents } from "../helpers/read-events.ts";
import { send } from "../helpers/send.ts";
import { newGuest, testGuest } from "../helpers/test-guest.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

test("a key holds so many event streams and no more, until one of them ends", async () => {
  await using space = await testSpace({ limits: { streamsPerKey: 2 } });
  await using _first = await readEvents(space.url, space.owner);
  const events = () => send(space.url, "GET", "/v1/human/events", { headers: headersOf(space.owner) });
  {
    await using _second = await readEvents(space.url, space.owner);
    const refused = await events();
    expect([refused.status, refused.json.detail]).toEqual([429, "This key already holds 2 event streams."]);
    expect(refused.headers.get("retry-after")).toBe("5");
  }
  await until(() => space.server.running().activity().streams === 1);
  await using _third = await readEvents(space.url, space.owner);
});

test("one API key speaks for so many agents and no more; those it has go on", async () => {
  await using space = await testSpace({ limits: { agentsPerApiKey: 3 } });
  const speak = (name: string) =>
    send(space.url, "GET", "/v1/agent/me", { headers: { ...headersOf(space.apiKey), "x-hiloop": name } });
  expect([(await speak("a")).status, (await speak("b")).status, (await speak("c")).status]).toEqual([
    200, 200, 200,
  ]);
  const refused = await speak("d");
  expect([refused.status, refused.json.code]).toEqual([403, "forbidden"]);
  expect(refused.json.detail).toBe("This API key already speaks for 3 agents.");
  await space.server.restart();
  expect([(await speak("e")).status, (await speak("a")).status]).toEqual([403, 200]);
  expect((await space.as(space.owner, "GET", "/agents")).json.items).toHaveLength(3);
});

test("a session has so many guest links that work and no more", async () => {
  let now = Date.now();
  await using space = await testSpace({ limits: { guestLinksPerSession: 2 }, clock: () => now });
  const session = await testSession(space);
  const path = `${session.path}/guest-tokens`;
  const guest = await testGuest(session);
  await testGuest(session, { until: timestamp(now + 1000) });
  const { body } = await newGuest(session, space.apiKey);
  const make = () => space.as(space.apiKey, "POST", path, body);
  const refused = await make();
  expect([refused.status, refused.json.detail]).toEqual([
    409,
    "This session already has 2 guest links that work.",
  ]);
  now += 1000;
  expect((await make()).status).toBe(201);
  expect((await make()).status).toBe(201);
  await expect(testGuest(session)).rejects.toThrow("2 guest links");
  await space.as(space.owner, "DELETE", `${path}/${guest.memberId}`);
  await testGuest(session);
});
