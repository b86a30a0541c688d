import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { listSessions } from "../../src/client/sessions.ts";
import { HiloopError } from "../../src/protocol/error.ts";
import { toProblem } from "../../src/protocol/problem.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { answer, say } from "../helpers/person.ts";
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

  test("an answer says that chat which came before it is unread, and only then", async () => {
    const args = { question: unique(), options: ["Yes", "No"], ...LOOK };
    const { session_id, message_id } = await tools.call("ask_human", args);
    await say(ada, session_id, "Only staging!");
    await answer(ada, session_id, message_id, { action: "Yes" });
    expect(await tools.call("ask_human", args)).toMatchObject({
      response: "Yes",
      next: expect.stringContaining("before you act on this, call await_response"),
    });
    expect(await tools.call("await_response", { session_id, ...LOOK })).toMatchObject({
      text: "Only staging!",
    });
    const named = await tools.call("await_response", { session_id, message_id, ...LOOK });
    expect(named).toMatchObject({ response: "Yes" });
    expect(named).not.toHaveProperty("next");
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

describe("nobody hears the question", () => {
  const notice = "The inbox is not open: run `hiloop open`.";
  const patient = { maxWaitSeconds: 86_400 };

  test("the first call says so at once, and the next one waits for the answer", async () => {
    const told = toolCaller(async () => agent, { announce: async () => notice, notice: async () => notice });
    const args = { question: unique(), options: ["Yes", "No"] };
    const pending = await told.call("ask_human", args, patient);
    expect(pending).toMatchObject({ status: "pending", notice });
    expect(pending.next).toStartWith("First tell the user what notice says. Call await_response again");

    const progress: string[] = [];
    const first = Promise.withResolvers<void>();
    const waiting = told.call("ask_human", args, {
      ...patient,
      progress: (message) => {
        progress.push(message);
        first.resolve();
      },
    });
    await first.promise;
    expect(progress[0]).toStartWith(`${notice} Waiting for an answer to`);
    await answer(ada, pending.session_id, pending.message_id, { action: "Yes" });
    expect(await waiting).toMatchObject({ status: "answered", message_id: pending.message_id });
  });

  test("a first call that is cancelled meanwhile leaves it for the next one to say", async () => {
    const stop = new AbortController();
    const announce = async () => {
      stop.abort();
      return notice;
    };
    const told = toolCaller(async () => agent, { announce, notice: async () => notice });
    const args = { question: unique(), options: ["Yes", "No"] };
    const cancelled = await told.call("ask_human", args, { ...patient, signal: stop.signal });
    expect(cancelled.error).toContain("The call was cancelled");
    expect(await told.call("ask_human", args, patient)).toMatchObject({ status: "pending", notice });
  });

  test("chat that waits in the session does not hide it", async () => {
    const told = toolCaller(async () => agent, { announce: async () => notice, notice: async () => notice });
    const { session_id } = await told.call("create_session", { title: "With chat" });
    await say(ada, session_id, "Hello?");
    expect(await told.call("ask_human", { question: unique(), session_id })).toMatchObject({
      status: "message",
      text: "Hello?",
      notice,
      next: expect.stringMatching(/^First tell the user what notice says\. No answer yet/),
    });
  });

  test("a pending says it while it is true, and no longer", async () => {
    let now: string | undefined = notice;
    const told = toolCaller(async () => agent, { announce: async () => now, notice: async () => now });
    const { session_id } = await told.call("ask_human", { question: unique(), ...LOOK });
    expect(await told.call("await_response", { session_id, ...LOOK })).toMatchObject({ notice });
    now = undefined;
    expect(await told.call("await_response", { session_id, ...LOOK })).not.toHaveProperty("notice");
  });

  test("a server that does not say whether anybody listens keeps no call", async () => {
    const told = toolCaller(async () => agent, { notice: () => new Promise(() => undefined) });
    expect(await told.call("ask_human", { question: unique(), ...LOOK })).toMatchObject({
      status: "pending",
    });
  });
});

describe("a question that is refused leaves no session", () => {
  test.each([["too long for one message", { details: "x".repeat(200_000), components: 12 }]])(
    "%s",
    async (_name, { details, components }) => {
      const before = await countSessions();
      const parts = Array.from({ length: components }, () => ({
        type: "code",
        data: { code: "y".repeat(100_000) },
      }));
      const { error } = await tools.call("ask_human", { question: unique(), details, components: parts });
      expect(error).toContain("larger than");
      expect(await countSessions()).toBe(before);
    },
  );

  test("one that only the server refuses is put away", async () => {
    const refusing = await space.agent(async (url, init) => {
      const isMessage = init.method === "POST" && url.endsWith("/messages");
      if (!isMessage) return await fetch(url, init);
      return Response.json(toProblem(new HiloopError("storage", "The disk is full."), "1"), { status: 507 });
    });
    const before = await openSessions();
    const active = (await listSessions(agent, { status: "Active", limit: 100 })).items.length;
    const { error } = await toolCaller(async () => refusing).call("ask_human", { question: unique() });
    expect(error).toBeString();
    expect((await listSessions(agent, { status: "Active", limit: 100 })).items).toHaveLength(active);
    expect(await openSessions()).toEqual(before);
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
