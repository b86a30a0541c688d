import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { listSessions } from "../../src/client/sessions.ts";
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

async function countSessions(): Promise<number> {
  return (await listSessions(agent, { limit: 100 })).items.length;
}

describe("one call asks and gets the answer", () => {
  test("an option comes back as its label", async () => {
    const before = await openSessions();
    const waiting = tools.call("ask_human", {
      question: unique(),
      details: "12 features",
      options: ["Ship it", "Wait"],
    });
    const session = await newOpenQuestion(before);
    await answer(ada, session.id, session.questionId, { action: "Ship it" });
    expect(await waiting).toMatchObject({
      status: "answered",
      response: "Ship it",
      session_id: session.id,
      message_id: session.questionId,
      from: { name: "Ada", type: "human", via: "inbox" },
    });
  });

  test("without options or components any text answers", async () => {
    const pending = await tools.call("ask_human", { question: unique("What is the port?"), ...LOOK });
    expect(pending.status).toBe("pending");
    await answer(ada, pending.session_id, pending.message_id, { text: "4456" });
    expect(await tools.call("await_response", { session_id: pending.session_id })).toMatchObject({
      text: "4456",
    });
  });

  test("the person sees question, details and one primary button", async () => {
    const question = unique("Drop the table?");
    const { session_id, message_id } = await tools.call("ask_human", {
      question,
      details: "**600 rows**",
      options: ["Yes", "No"],
      ...LOOK,
    });
    const log = await ada.session(session_id);
    expect(log.title).toBe(question);
    expect(log.question(message_id)).toMatchObject({
      content: `${question}\n\n**600 rows**`,
      components: [
        {
          type: "button_group",
          data: {
            buttons: [
              { label: "Yes", action: "Yes", variant: "primary" },
              { label: "No", action: "No", variant: "secondary" },
            ],
          },
        },
      ],
    });
  });

  test("a session's title is the question's first line, cut at 120 characters", async () => {
    const { session_id } = await tools.call("ask_human", {
      question: `${unique("x".repeat(200))}\nmore`,
      ...LOOK,
    });
    const { title } = await ada.session(session_id);
    expect(title).toHaveLength(120);
    expect(title).toEndWith("x…");
  });

  test("a question in a given session makes no other", async () => {
    const { session_id } = await tools.call("create_session", { title: "Given" });
    const before = await countSessions();
    const result = await tools.call("ask_human", { question: unique(), session_id, ...LOOK });
    expect(result.session_id).toBe(session_id);
    expect(await countSessions()).toBe(before);
  });

  test("pending says where the question is and what the user must know", async () => {
    const notice = "The inbox cannot be opened from here: run `hiloop open`.";
    const told = toolCaller(async () => agent, { announce: async () => notice });
    const result = await told.call("ask_human", { question: unique(), ...LOOK });
    expect(result).toMatchObject({
      status: "pending",
      notice,
      url: `${space.server.url}/s/${result.session_id}`,
    });
  });

  test("a question stands even when nobody could be told of it", async () => {
    const failures: unknown[] = [];
    const announce = () => Promise.reject(new Error("no browser"));
    const told = toolCaller(async () => agent, { announce, failures });
    expect(await told.call("ask_human", { question: unique(), ...LOOK })).toMatchObject({
      status: "pending",
    });
    expect(failures).toMatchObject([{ message: "no browser" }]);
  });
});

describe("asked again, an open question is joined", () => {
  test("in the same process, one call after the other", async () => {
    const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
    const first = await tools.call("ask_human", args);
    expect(await tools.call("ask_human", args)).toMatchObject({
      session_id: first.session_id,
      message_id: first.message_id,
    });
  });

  test("by two calls at the same time", async () => {
    const before = await countSessions();
    const args = { question: unique(), ...LOOK };
    const [one, other] = await Promise.all([tools.call("ask_human", args), tools.call("ask_human", args)]);
    expect(one.message_id).toBe(other.message_id);
    expect(await countSessions()).toBe(before + 1);
  });

  test("by another process of the same agent", async () => {
    const args = { question: unique(), components: [{ type: "rating", data: { max: 3 } }], ...LOOK };
    const first = await tools.call("ask_human", args);
    const restarted = toolCaller(() => space.agent());
    expect(await restarted.call("ask_human", args)).toMatchObject({ message_id: first.message_id });
  });

  test("by another process in a given session", async () => {
    const { session_id } = await tools.call("create_session", { title: "Given" });
    const args = { question: unique(), session_id, ...LOOK };
    const first = await tools.call("ask_human", args);
    const restarted = toolCaller(() => space.agent());
    expect(await restarted.call("ask_human", args)).toMatchObject({ message_id: first.message_id });
  });

  test("not by another agent, and not with other options", async () => {
    const question = unique();
    const first = await tools.call("ask_human", { question, options: ["Yes", "No"], ...LOOK });
    const other = toolCaller(() => space.connect(space.apiKey, "somebody else"));
    expect(
      (await other.call("ask_human", { question, options: ["Yes", "No"], ...LOOK })).message_id,
    ).not.toBe(first.message_id);
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
    expect(again).toMatchObject({ status: "pending" });
    expect(again.message_id).not.toBe(first.message_id);
  });

  test("yesterday's answer is not today's: a new process asks anew what was answered", async () => {
    const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
    const first = await tools.call("ask_human", args);
    await answer(ada, first.session_id, first.message_id, { action: "Yes" });
    const restarted = toolCaller(() => space.agent());
    expect(await restarted.call("ask_human", args)).toMatchObject({ status: "pending" });
  });
});

describe("bad input changes nothing", () => {
  test.each([
    [{}, "question: expected a string, got nothing"],
    [{ question: "  " }, "question: expected some text, got an empty string"],
    [{ question: "Q", options: ["a", "a"] }, "options: expected each option once"],
    [{ question: "Q", options: ["two\nlines"] }, "options[0]: expected a label of one line"],
    [
      { question: "Q", components: [{ type: "buton_group" }] },
      "components[0].type: unknown type buton_group; did you mean button_group?",
    ],
    [
      { question: "Q", components: "nonsense" },
      "components: expected a list of components, got text that is not JSON",
    ],
    [
      {
        question: "Q",
        options: ["A"],
        components: [{ type: "button_group", data: { buttons: [{ label: "a", action: "A" }] } }],
      },
      "An option has the action of a button",
    ],
    [{ question: "Q", priority: "urgent" }, "priority: expected critical, high, normal or low"],
  ])("%j", async (args, expected) => {
    const before = await countSessions();
    const { error } = await tools.call("ask_human", args);
    expect(error).toContain(expected);
    expect(error).not.toContain("\n");
    expect(await countSessions()).toBe(before);
  });
});

/** Waits for a session with an open question that was not there before. */
async function newOpenQuestion(before: Set<string>): Promise<{ id: string; questionId: string }> {
  for (;;) {
    const sessions = (await listSessions(agent, { needsAnswer: true, limit: 100 })).items;
    const found = sessions.find(({ id }) => !before.has(id));
    const question = found?.openQuestions[0];
    if (found && question) return { id: found.id, questionId: question.id };
  }
}

async function openSessions(): Promise<Set<string>> {
  return new Set((await listSessions(agent, { needsAnswer: true, limit: 100 })).items.map(({ id }) => id));
}
