import { expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { answer, say } from "../helpers/person.ts";
import { type Random, seededRandom } from "../helpers/seeded-random.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

const RUNS = 5_000;
const SESSIONS = 50;
const AT_ONCE = 25;

/** One run of several questions in flight: what was said by the person, and what the agent was given. */
type Run = { said: string[]; given: string[] };
type Table = { tools: ToolCaller; ada: Member; session_id: string; random: Random };

/**
 * Asks one to three questions, lets the person answer them in any order with chat in between, and takes what comes by
 * looks, by waits that may be held already, by waits for one question, and by waits that are cancelled half-way.
 * `after` is never passed.
 */
async function run(table: Table, name: string): Promise<Run> {
  const result: Run = { said: [], given: [] };
  const open: string[] = [];
  let unasked = 1 + table.random.below(3);
  while (unasked > 0 || open.length > 0) {
    const step = table.random.below(10);
    if (step < 4 && unasked > 0) {
      unasked -= 1;
      open.push(await ask(table, `${name} question ${unasked}`));
    } else if (step < 8 && open.length > 0) {
      await answerOne(table, result, open, name);
    } else if (step === 8) {
      result.said.push(`${name} chat ${result.said.length}`);
      await say(table.ada, table.session_id, result.said.at(-1) ?? "");
    } else {
      take(
        result,
        await table.tools.call("await_response", { session_id: table.session_id, timeout_seconds: 0 }),
      );
    }
  }
  await drain(table, result);
  return result;
}

async function ask({ tools, session_id }: Table, content: string): Promise<string> {
  return (await tools.call("send_message", { session_id, content, response_required: true })).message_id;
}

/** Answers an open question, before, during or after a wait. */
async function answerOne(table: Table, result: Run, open: string[], name: string): Promise<void> {
  const [message_id = ""] = open.splice(table.random.below(open.length), 1);
  const text = `${name} answer to ${message_id}`;
  const { tools, ada, session_id, random } = table;
  const way = random.below(4);
  const cancel = new AbortController();
  const question = way === 1 ? { message_id } : {};
  const waiting =
    way < 3
      ? tools.call("await_response", { session_id, ...question }, { signal: cancel.signal })
      : undefined;
  if (way === 2 && random.below(2) === 0) cancel.abort();
  result.said.push(text);
  await answer(ada, session_id, message_id, { text });
  if (way === 2) cancel.abort();
  if (waiting) take(result, await waiting);
}

/** Looks until nothing comes any more, or more came than was said. */
async function drain({ tools, session_id }: Table, result: Run): Promise<void> {
  while (result.given.length <= result.said.length) {
    if (!take(result, await tools.call("await_response", { session_id, timeout_seconds: 0 }))) return;
  }
}

function take(result: Run, outcome: { status?: string; text?: string; error?: string }): boolean {
  if (outcome.text !== undefined) result.given.push(outcome.text);
  else if (outcome.status !== "pending" && !outcome.error?.includes("cancelled"))
    throw new Error(JSON.stringify(outcome));
  return outcome.text !== undefined;
}

test(`${RUNS} random runs with several questions in flight lose and repeat no answer`, async () => {
  await using space = await clientSpace({ limits: { requestsPerMinute: 1_000_000 } });
  const ada = await space.owner();
  const tools = toolCaller(() => space.agent());
  const broken: unknown[] = [];
  let next = 0;
  const worker = async () => {
    for (let session = next++; session < SESSIONS; session = next++) {
      const { session_id } = await tools.call("create_session", { title: `Session ${session}` });
      const table = { tools, ada, session_id, random: seededRandom(session) };
      for (let number = 0; number < RUNS / SESSIONS; number += 1) {
        const { said, given } = await run(table, `${session}.${number}`);
        if (said.toSorted().join() !== given.toSorted().join()) broken.push({ session, number, said, given });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(broken).toEqual([]);
}, 600_000);
