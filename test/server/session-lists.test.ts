import { expect, test } from "bun:test";
import { testSession } from "../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";

const START = Date.parse("2026-11-22T09:00:00.000Z");

/** Sessions with what is asked in each, made one second after the other. */
async function sessionsOf(space: TestSpace, asked: ("Critical" | "High" | "Normal" | "Low" | "nothing")[][]) {
  const ids: string[] = [];
  for (const priorities of asked) {
    const session = await testSession(space);
    for (const priority of priorities) {
      if (priority === "nothing") await session.say(space.apiKey);
      else await session.ask({ priority });
    }
    ids.push(session.id);
  }
  return ids;
}

async function pages(space: TestSpace, path: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  for (let page = 0; page < 20; page++) {
    const query = `?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { json } = await space.as(space.owner, "GET", `${path}${query}`);
    ids.push(...json.items.map((item: { id: string }) => item.id));
    if (json.nextCursor === null) return ids;
    cursor = json.nextCursor;
  }
  throw new Error("the pages do not end");
}

function ticking() {
  let now = START;
  return () => {
    now += 1000;
    return now;
  };
}

test("the feed shows what waits first, by priority and then age, then the rest by its newest update", async () => {
  await using space = await testSpace({ clock: ticking() });
  const [low, quiet, critical, high, laterHigh, quietLater] = await sessionsOf(space, [
    ["Low"],
    ["nothing"],
    ["Normal", "Critical"],
    ["High"],
    ["High"],
    ["nothing"],
  ]);
  const expected = [critical, high, laterHigh, low, quietLater, quiet].map(String);
  for (const limit of [1, 2, 3, 4, 5, 6, 7]) expect(await pages(space, "/feed", limit)).toEqual(expected);
});

test("a list of sessions shows the newest update first, on pages of any size", async () => {
  await using space = await testSpace({ clock: ticking() });
  const ids = await sessionsOf(space, [["nothing"], ["Low"], ["nothing"], ["High"]]);
  for (const limit of [1, 3, 4, 10]) expect(await pages(space, "/sessions", limit)).toEqual(ids.toReversed());
});

test("sessions are listed by status and by whether they need an answer", async () => {
  await using space = await testSpace({ clock: ticking() });
  const [asking, closed, quiet] = await sessionsOf(space, [["Low"], ["nothing"], ["nothing"]]);
  await space.as(space.owner, "POST", `/sessions/${closed}/close`, {});
  const listed = async (query: string) =>
    (await space.as(space.apiKey, "GET", `/sessions?${query}`)).json.items.map(
      (item: { id: string }) => item.id,
    );
  expect(await listed("status=Closed")).toEqual([closed]);
  expect(await listed("status=Active")).toEqual([quiet, asking]);
  expect(await listed("needsAnswer=true")).toEqual([asking]);
});

test("a status or cursor that is none is named", async () => {
  await using space = await testSpace();
  const status = await space.as(space.apiKey, "GET", "/sessions?status=Open");
  expect(status.json.issues).toEqual([
    { path: "status", message: "expected Active, Closed or Archived, got Open" },
  ]);
  for (const path of ["/sessions?cursor=x", "/feed?cursor=q:x"])
    expect((await space.as(space.owner, "GET", path)).status).toBe(400);
});
