import { afterAll, beforeAll, expect, test } from "bun:test";
import { newId } from "../../src/protocol/id.ts";
import { type CallerType, FACE_OF } from "../../src/server/caller.ts";
import { endpointsOf } from "../../src/server/router.ts";
import { ROUTES, type Route } from "../../src/server/routes.ts";
import { addApiKey, join, removeEntry } from "../helpers/join-space.ts";
import { send } from "../helpers/send.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { headersOf, type TestMember, testMember } from "../helpers/test-member.ts";
import { type TestSession, testSession } from "../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";

/** Statuses that say: the door is open, whatever the handler then made of the empty request. */
const LET_IN = [200, 201, 400, 409, 413, 422];

type Who = "agent" | "other agent" | "person" | "guest" | "reader" | "revoked" | "removed" | "nobody";
type Whose = "own" | "foreign";

const TYPE_OF: Partial<Record<Who, CallerType>> = {
  agent: "Agent",
  "other agent": "Agent",
  person: "Human",
  guest: "Guest",
  reader: "Guest",
};

/** The objects that paths name, in the agent's own session and in one of another space member. */
type Objects = { session: string; question: string; token: string; attachment: string };

let space: TestSpace;
const members = new Map<Who, TestMember>();
const objects = new Map<Whose, Objects>();

beforeAll(async () => {
  space = await testSpace({ limits: { authenticationFailuresPerMinute: 1_000_000 } });
  const [otherAgent, foreignAgent, removed] = [
    await addApiKey(space, "second"),
    await addApiKey(space, "third"),
    await addApiKey(space, "fourth"),
  ];
  const own = await testSession(space);
  const foreign = await testSession(space, foreignAgent);
  objects.set("own", await objectsOf(own, space.apiKey));
  objects.set("foreign", await objectsOf(foreign, foreignAgent));
  const revoked = await testGuest(own);
  await space.as(space.owner, "DELETE", `${own.path}/guest-tokens/${revoked.memberId}`);
  await space.change(space.owner, [removeEntry(removed)]);
  members
    .set("agent", space.apiKey)
    .set("other agent", otherAgent)
    .set("person", await join(space));
  members.set("guest", await testGuest(own, { history: true }));
  members.set("reader", await testGuest(own, { history: true, permission: "Read" }));
  members.set("revoked", revoked).set("removed", removed);
  members.set("nobody", await testMember("ApiKey", "nobody"));
});

afterAll(() => space[Symbol.asyncDispose]());

async function objectsOf(session: TestSession, agent: TestMember): Promise<Objects> {
  const upload = testUpload(session, agent);
  await upload.put(someBytes(10), 0);
  await upload.complete();
  const question = await session.ask();
  const guest = await testGuest(session);
  return { session: session.id, question: question.id, token: guest.memberId, attachment: upload.id };
}

/** What the design says of this caller at this address: which statuses it may get. */
function allowed(route: Route, face: string, who: Who, whose: Whose): number[] {
  if (who === "nobody" || who === "removed") return [401];
  if (who === "revoked") return [410];
  const type = TYPE_OF[who];
  if (face !== faceOf(who) || !type || !route.callers.includes(type)) return [403];
  if (!route.path.includes(":session")) return LET_IN;
  const sees = type === "Human" || (whose === "own" && who !== "other agent");
  if (!sees) return [404];
  return who === "reader" && route.method !== "GET" ? [403] : LET_IN;
}

function faceOf(who: Who): string | undefined {
  const type = TYPE_OF[who];
  return type && FACE_OF[type];
}

/** Harmless requests only: what would change the objects for the cases that follow is sent without a body that works. */
function isLasting(route: Route): boolean {
  return /\/(close|archive|cancel)$/.test(route.path) || route.method === "DELETE";
}

const WHO: Who[] = ["agent", "other agent", "person", "guest", "reader", "revoked", "removed", "nobody"];
const rows = ROUTES.filter((route) => route.callers !== "Anyone")
  .sort((left, right) => Number(isLasting(left)) - Number(isLasting(right)))
  .flatMap((route) => endpointsOf(route).map(({ segments }) => ({ route, segments })));

for (const { route, segments } of rows) {
  const address = segments.join("/");
  const both = route.path.includes(":session");
  test(`${route.method} ${address} lets in exactly those who may`, async () => {
    const face = segments[2] ?? "";
    for (const whose of both ? (["foreign", "own"] as const) : (["own"] as const)) {
      for (const who of WHO) {
        const status = await statusFor(route, segments, { who, whose });
        const expected = allowed(route, face, who, whose);
        expect({ who, whose, status, ok: expected.includes(status) }).toMatchObject({ ok: true });
      }
    }
  });
}

async function statusFor(route: Route, segments: string[], { who, whose }: { who: Who; whose: Whose }) {
  const named = objects.get(whose);
  if (!named) throw new Error(`no ${whose} objects`);
  return statusOf(route, fill(segments, named), members.get(who));
}

function fill(segments: string[], { session, question, token, attachment }: Objects): string {
  const named = new Map(Object.entries({ session, question, token, attachment }));
  return segments
    .map((segment) => (segment.startsWith(":") && named.get(segment.slice(1))) || segment)
    .join("/");
}

async function statusOf(route: Route, path: string, member: TestMember | undefined): Promise<number> {
  if (!member) throw new Error("no such member");
  if (route.path === "/events") return eventsStatus(path, member);
  const options = { headers: headersOf(member), ...(route.method === "GET" ? {} : { body: {} }) };
  return (await send(space.url, route.method, path, options)).status;
}

async function eventsStatus(path: string, member: TestMember): Promise<number> {
  const leaving = new AbortController();
  const { status } = await fetch(space.url + path, { headers: headersOf(member), signal: leaving.signal });
  leaving.abort();
  return status;
}

const nested = rows.filter(({ route }) => /:(question|token)/.test(route.path) || isDownload(route));

for (const { route, segments } of nested) {
  test(`${route.method} ${segments.join("/")} finds nothing of another session in an own one`, async () => {
    const [own, foreign] = [objects.get("own"), objects.get("foreign")];
    if (!own || !foreign) throw new Error("no objects");
    const named = { ...foreign, session: own.session };
    const who = WHO.find((one) => segments[2] === faceOf(one));
    const status = await statusOf(route, fill(segments, named), who && members.get(who));
    expect(status).toBe(404);
  });
}

function isDownload(route: Route): boolean {
  return route.method === "GET" && route.path.endsWith("/:attachment");
}

test("an id that does not exist is answered like one that is somebody else's", async () => {
  const other = members.get("other agent");
  const own = objects.get("own");
  if (!other || !own) throw new Error("no objects");
  const foreign = await space.as(other, "GET", `/sessions/${own.session}`);
  const unknown = await space.as(other, "GET", `/sessions/${newId()}`);
  const impossible = await space.as(other, "GET", "/sessions/1");
  const shown = [foreign, unknown, impossible].map(({ json: { requestId, ...rest } }) => rest);
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[2]).toEqual(shown[0]);
});
