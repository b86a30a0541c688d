import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { componentsToText } from "../../src/components/to-text.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { answer } from "../helpers/person.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

let space: ClientSpace;
let ada: Member;
let agent: Member;
let tools: ToolCaller;

beforeAll(async () => {
  space = await clientSpace();
  ada = await space.owner();
  agent = await space.agent();
  tools = toolCaller(async () => agent);
});
afterAll(() => space[Symbol.asyncDispose]());

const LOOK = { timeout_seconds: 0 };
let counter = 0;

/** A question that no other test asks. */
function unique(text = "Deploy?"): string {
  counter += 1;
  return `${text} (${counter})`;
}

test("a question is joined in the same process, one call after the other", async () => {
  const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
  const first = await tools.call("ask_human", args);
  expect(await tools.call("ask_human", args)).toMatchObject({
    session_id: first.session_id,
    message_id: first.message_id,
  });
});

test("a question is not joined by a call at the same time: each asks, and each gets its own answer", async () => {
  const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
  const [one, other] = await Promise.all([tools.call("ask_human", args), tools.call("ask_human", args)]);
  expect(one.message_id).not.toBe(other.message_id);
  await answer(ada, one.session_id, one.message_id, { action: "Yes" });
  await answer(ada, other.session_id, other.message_id, { action: "No" });
  const answers = [await tools.call("ask_human", args), await tools.call("ask_human", args)];
  expect(answers.map(({ response }) => response).sort()).toEqual(["No", "Yes"]);
});

test("a question is not joined by another process, where no home says that the first one is gone", async () => {
  const args = { question: unique(), components: [{ type: "rating", data: { max: 3 } }], ...LOOK };
  const first = await tools.call("ask_human", args);
  const restarted = toolCaller(() => space.agent());
  expect((await restarted.call("ask_human", args)).message_id).not.toBe(first.message_id);
});

test("a question is not joined from another folder of the same name", async () => {
  const args = { question: unique(), ...LOOK };
  const [one, other] = ["/home/ada/x/app", "/home/ada/y/app"].map((cwd) =>
    toolCaller(async () => agent, { cwd, home: "/home/ada" }),
  );
  const first = await one?.call("ask_human", args);
  const second = await other?.call("ask_human", args);
  expect(second.message_id).not.toBe(first.message_id);
  const shown = await Promise.all(
    [first, second].map(async ({ session_id, message_id }) => {
      return (await ada.session(session_id)).question(message_id)?.folder;
    }),
  );
  expect(shown).toEqual(["~/x/app", "~/y/app"]);
});

test("a question is not joined by another agent, and not with other options", async () => {
  const question = unique();
  const first = await tools.call("ask_human", { question, options: ["Yes", "No"], ...LOOK });
  const other = toolCaller(() => space.connect(space.apiKey, "somebody else"));
  expect((await other.call("ask_human", { question, options: ["Yes", "No"], ...LOOK })).message_id).not.toBe(
    first.message_id,
  );
  expect(
    (await tools.call("ask_human", { question, options: ["Yes", "Later"], ...LOOK })).message_id,
  ).not.toBe(first.message_id);
});

test("an answer that came while nobody waited is given, and only then it is asked anew", async () => {
  const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
  const first = await tools.call("ask_human", args);
  await answer(ada, first.session_id, first.message_id, { action: "No" });
  expect(await tools.call("ask_human", args)).toMatchObject({
    status: "answered",
    response: "No",
    message_id: first.message_id,
  });
  const again = await tools.call("ask_human", args);
  const { outcome, ...earlier } = again.asked_before;
  expect(again.status).toBe("pending");
  expect(earlier).toEqual({ session_id: first.session_id, message_id: first.message_id });
  expect(outcome).toMatch(/^was answered “No” by Ada, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  expect(again.message_id).not.toBe(first.message_id);
  const card = (await ada.session(again.session_id)).question(again.message_id);
  expect(componentsToText(card?.components)).toContain(`The same question ${outcome}.`);
});

test("what await_response gave is handed over too", async () => {
  const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
  const { session_id, message_id } = await tools.call("ask_human", args);
  await answer(ada, session_id, message_id, { action: "Yes" });
  const given = { status: "answered", response: "Yes" };
  expect(await tools.call("await_response", { session_id, message_id })).toMatchObject(given);
  expect(await tools.call("ask_human", args)).toMatchObject({ asked_before: { message_id } });
  expect(await tools.call("await_response", { session_id, message_id })).toMatchObject(given);
});

test("yesterday's answer is not today's: a new process asks anew what was answered", async () => {
  const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
  const first = await tools.call("ask_human", args);
  await answer(ada, first.session_id, first.message_id, { action: "Yes" });
  const restarted = toolCaller(() => space.agent());
  expect(await restarted.call("ask_human", args)).toMatchObject({ status: "pending" });
});
