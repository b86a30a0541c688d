import { expect, test } from "bun:test";
import { join } from "node:path";
import type { ReadItem } from "../../../src/client/read-item.ts";
import { timestamp } from "../../../src/protocol/primitives.ts";
import { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { clientSpace } from "../../helpers/client-space.ts";
import { seededRandom } from "../../helpers/seeded-random.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { type Clock, Contest, type Contestant, type Round } from "./contest.ts";
import { storeItem, storeSession } from "./store-data.ts";

const SLOW_MS = 60_000;
const ROUNDS = 120;
const ENDS: Contestant[] = ["answer", "other answer", "cancel", "close", "archive", "expiry"];

test(
  "answers, cancel, close, archive and expiry at the same time: one outcome, which everyone is told",
  async () => {
    const clock: Clock = { now: Date.now() };
    await using space = await clientSpace({ clock: () => clock.now });
    const random = seededRandom(6);
    const contest = await Contest.among(space, clock, random);
    const outcomes = new Map<string, number>();
    for (let number = 0; number < ROUNDS; number++) {
      const contestants = ENDS.filter(() => random.below(3) > 0);
      const round = await contest.round(contestants.length > 0 ? contestants : ENDS);
      const outcome = outcomeOf(round);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect({ number, problems: problemsOf(round, outcome) }).toEqual({ number, problems: [] });
    }
    expect([...outcomes.keys()].toSorted()).toEqual(["Cancelled", "Expired", "by Ada", "by Paula"]);
    expect(Math.min(...outcomes.values())).toBeGreaterThanOrEqual(5);
  },
  SLOW_MS,
);

/** A question in a store of its own, whose time is over without anybody having noticed. */
async function overdue(path: string) {
  const store = new SqliteStore(join(path, "hiloop.db"));
  const { sessionId, agentId } = await storeSession(store);
  const until = timestamp(Date.now() + 1_000);
  const { id, senderKeyId } = await store.items.addMessage(storeItem(sessionId, agentId, { until }));
  return { store, sessionId, agentId, until, id, senderKeyId };
}

const EXPIRED = { code: "question_ended", message: expect.stringContaining("expired") };

test("cancelling a question whose time is over expires it, and says so", async () => {
  await using folder = await tempDir();
  const { store, sessionId, id, senderKeyId, until } = await overdue(folder.path);
  await expect(store.questions.cancel(sessionId, id, { by: senderKeyId, at: until })).rejects.toMatchObject(
    EXPIRED,
  );
  expect((await store.questions.find(sessionId, id))?.state).toBe("Expired");
  await store.close();
});

test("an answer to a question whose time is over is refused, even while nothing has expired it", async () => {
  await using folder = await tempDir();
  const { store, sessionId, agentId, id, until } = await overdue(folder.path);
  const about = { id, digest: id };
  const response = {
    ...storeItem(sessionId, agentId, { kind: "Response", about, responseRequired: false }),
    at: until,
  };
  await expect(store.items.addResponse(response, id)).rejects.toMatchObject(EXPIRED);
  await store.questions.expireDue(until);
  const items = await store.items.page(sessionId, { after: 0, limit: 10, maxBytes: 1_000_000, from: 1 });
  expect(items.map(({ kind }) => kind)).toEqual(["Session", "Message", "System"]);
  await store.close();
});

/** How the question ended, by the one item that says so. */
function outcomeOf({ log, question }: Round): string {
  const ends = log.items.flatMap((item) => {
    if (item.kind === "Response" && item.questionId === question.id) return [item.answer.text ?? ""];
    return item.kind === "System" && item.about === question.id ? [item.event] : [];
  });
  expect(ends).toHaveLength(1);
  return ends[0] ?? "";
}

/** Whatever does not go together with that outcome. */
function problemsOf(round: Round, outcome: string): string[] {
  const { log, results, told } = round;
  const problems = [...timelineProblems(log.items)];
  const say = (what: string, holds: boolean) => {
    if (!holds) problems.push(`${what} with outcome ${outcome}: ${JSON.stringify(results)}`);
  };
  const answered = outcome.startsWith("by ");
  const refusals = ["session_closed", answered ? "already_answered" : "question_ended"];
  for (const [name, own] of [
    ["answer", "by Ada"],
    ["other answer", "by Paula"],
  ] as const) {
    const result = results[name];
    if (result === "done") say(`${name} was accepted`, outcome === own);
    else if (result !== undefined) say(`${name} was refused`, outcome !== own && refusals.includes(result));
  }
  if (results.cancel !== undefined) say("cancel", (results.cancel === "done") === (outcome === "Cancelled"));
  say("close", (results.close ?? "done") === "done" && (results.archive ?? "done") === "done");
  say("an open question is left", log.openQuestions().length === 0);
  const [byId, anything] = told.map(toldOf);
  say(`who waits for the question was told ${byId}`, byId === outcome);
  // Who waits for anything hears of its own cancelling only by what comes after it.
  const silent = results.cancel === "done";
  say(`who waits for anything was told ${anything}`, anything === outcome || silent);
  return problems;
}

function* timelineProblems(items: readonly ReadItem[]): Generator<string> {
  const events = items.flatMap((item) => (item.kind === "System" ? [item.event] : []));
  const at = (event: string) => items.findIndex((item) => item.kind === "System" && item.event === event);
  if (events.filter((event) => event === "Closed").length > 1) yield "closed twice";
  if (events.filter((event) => event === "Archived").length > 1) yield "archived twice";
  const closed = at("Closed");
  if (closed >= 0 && items.length > closed + 1 + (at("Archived") >= 0 ? 1 : 0))
    yield "something came after the close";
  if (items.some(({ seq }, index) => seq !== index + 1)) yield "a gap";
}

function toldOf(awaited: Round["told"][number]): string {
  if (awaited.status === "answered") return awaited.response.answer.text ?? "";
  return awaited.status[0]?.toUpperCase() + awaited.status.slice(1);
}
