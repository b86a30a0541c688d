import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { clampWait } from "../../src/tools/wait-for-answer.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { answer, answerUnchecked, say } from "../helpers/person.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

const FORM = [
  {
    type: "form",
    data: {
      fields: [
        {
          name: "env",
          label: "Environment",
          kind: "select",
          required: true,
          options: ["staging", "production"],
        },
        { name: "count", label: "Replicas", kind: "number", min: 1, max: 5 },
      ],
    },
  },
  {
    type: "button_group",
    data: {
      buttons: [
        { label: "Go", action: "go" },
        { label: "No", action: "no", variant: "danger" },
      ],
    },
  },
];

let space: ClientSpace;
let ada: Member;
let tools: ToolCaller;

beforeAll(async () => {
  space = await clientSpace();
  ada = await space.owner();
  tools = toolCaller(() => space.agent());
});
afterAll(() => space[Symbol.asyncDispose]());

async function asked(message: object = { content: "Well?", response_required: true }) {
  const { session_id } = await tools.call("create_session", { title: "A question" });
  const { message_id } = await tools.call("send_message", { session_id, ...message });
  return { session_id, message_id };
}

describe("an answer", () => {
  test("as text has no response field", async () => {
    const { session_id, message_id } = await asked();
    await answer(ada, session_id, message_id, { text: "approve" });
    const result = await tools.call("await_response", { session_id });
    expect(result).toMatchObject({ status: "answered", text: "approve", message_id, cursor: 3 });
    expect(result).not.toHaveProperty("response");
  });

  test("to a form has its values", async () => {
    const { session_id, message_id } = await asked({ components: FORM });
    await answer(ada, session_id, message_id, { action: "go", values: { env: "staging", count: 3 } });
    expect(await tools.call("await_response", { session_id })).toMatchObject({
      status: "answered",
      response: "go",
      values: { env: "staging", count: 3 },
    });
  });

  test("that does not fit the question is invalid_answer and carries no response", async () => {
    const { session_id, message_id } = await asked({ components: FORM });
    await answerUnchecked(ada, session_id, message_id, { action: "go", values: { env: "moon" } });
    const result = await tools.call("await_response", { session_id });
    expect(result).toMatchObject({
      status: "invalid_answer",
      issues: ["values.env: expected staging or production"],
      message_id,
    });
    expect(result).not.toHaveProperty("response");
    expect(result).not.toHaveProperty("values");
  });

  test("given while nobody waited is there at once, and again for whoever names the question", async () => {
    const { session_id, message_id } = await asked();
    await answer(ada, session_id, message_id, { text: "yes" });
    const peek = await tools.call("await_response", { session_id, timeout_seconds: 0 });
    expect(peek).toMatchObject({ status: "answered", text: "yes" });
    expect(await tools.call("await_response", { session_id, timeout_seconds: 0 })).toMatchObject({
      status: "pending",
    });
    expect(await tools.call("await_response", { session_id, message_id })).toMatchObject({
      status: "answered",
      text: "yes",
    });
    expect(await tools.call("await_response", { session_id, after: 2 })).toMatchObject({
      status: "answered",
      text: "yes",
    });
  });

  test("reaches the next process of an agent that was killed meanwhile", async () => {
    const { session_id, message_id } = await asked();
    await answer(ada, session_id, message_id, { text: "yes" });
    const restarted = toolCaller(() => space.agent());
    expect(await restarted.call("await_response", { session_id })).toMatchObject({
      status: "answered",
      text: "yes",
    });
  });

  test("to an earlier question that a killed process had not read is not skipped for its later question", async () => {
    const { session_id, message_id } = await asked();
    await answer(ada, session_id, message_id, { text: "early" });
    await tools.call("send_message", { session_id, content: "And this?", response_required: true });
    const restarted = toolCaller(() => space.agent());
    expect(await restarted.call("await_response", { session_id })).toMatchObject({
      message_id,
      text: "early",
    });
  });

  test("too long for one result is cut visibly, and the timeline has the rest", async () => {
    const { session_id, message_id } = await asked();
    const text = Array.from({ length: 2000 }, (_, index) => `line ${index}`).join("\n");
    await answer(ada, session_id, message_id, { text });
    const result = await tools.text("await_response", { session_id });
    expect(result.length).toBeLessThan(7000);
    expect(JSON.parse(result)).toMatchObject({
      status: "answered",
      text: expect.stringMatching(/^line 0\n.*… \[cut: \d+ more characters\]$/s),
      rest: `Cut to fit. Whole text: get_timeline with session_id=${session_id}, after=2, limit=1.`,
    });
  });
});

describe("what is no answer", () => {
  test("pending says how to go on", async () => {
    const { session_id, message_id } = await asked();
    expect(await tools.call("await_response", { session_id, timeout_seconds: 0 })).toEqual({
      status: "pending",
      open_questions: [{ message_id, text: "Well?" }],
      cursor: 2,
      next: "Call await_response again with after=2, or do other work first.",
    });
  });

  test("without an open question pending says that there is none", async () => {
    const { session_id } = await tools.call("create_session", { title: "Nothing asked" });
    const { next } = await tools.call("await_response", { session_id, timeout_seconds: 0 });
    expect(next).toStartWith("No question is open here: ask with send_message");
  });

  test("chat comes as message before the answer, and the answer is still awaited", async () => {
    const { session_id, message_id } = await asked();
    await say(ada, session_id, "Which version?");
    expect(await tools.call("await_response", { session_id })).toMatchObject({
      status: "message",
      text: "Which version?",
      from: { name: "Ada", type: "human" },
      cursor: 3,
      next: "No answer yet: reply with send_message if needed, then call await_response again with after=3.",
    });
    await answer(ada, session_id, message_id, { text: "yes" });
    expect(await tools.call("await_response", { session_id, after: 3 })).toMatchObject({
      status: "answered",
      cursor: 4,
    });
  });

  test("an expired question is told as expired, never as a no", async () => {
    const { session_id, message_id } = await asked({
      content: "Quick?",
      response_required: true,
      expires_in_seconds: 1,
    });
    const result = await tools.call("await_response", { session_id });
    expect(result).toMatchObject({ status: "expired", message_id });
    expect(result.next).toStartWith("Nobody decided");
  });

  test("a closed session is told as closed", async () => {
    const { session_id } = await asked();
    const waiting = tools.call("await_response", { session_id });
    await tools.call("close_session", { session_id });
    expect((await waiting).status).toBeOneOf(["closed", "cancelled"]);
  });

  test("an answer that was tampered with is an error", async () => {
    const cheat = cheatingNetwork(
      (path, method) => method === "GET" && path.endsWith("/timeline"),
      (body) =>
        JSON.parse(
          JSON.stringify(body).replaceAll(
            /("kind":"Response".*?"encryptedResponse":\{"ciphertext":")(..)/g,
            "$1AA",
          ),
        ),
    );
    const cheated = toolCaller(() => space.agent(cheat));
    const { session_id, message_id } = await asked();
    await answer(ada, session_id, message_id, { text: "approve" });
    const result = await cheated.call("await_response", { session_id, timeout_seconds: 0 });
    expect(Object.keys(result)).toEqual(["error"]);
    expect(result.error).toContain("Look at the server before you act on this session");
  });
});

describe("a wait", () => {
  test("that is cancelled ends at once and loses nothing", async () => {
    const { session_id, message_id } = await asked();
    const cancel = new AbortController();
    const waiting = tools.call("await_response", { session_id }, { signal: cancel.signal });
    await Promise.resolve();
    cancel.abort();
    expect(await waiting).toEqual({ error: expect.stringContaining("cancelled") });
    await answer(ada, session_id, message_id, { text: "yes" });
    expect(await tools.call("await_response", { session_id })).toMatchObject({
      status: "answered",
      text: "yes",
    });
  });

  test("tells who is awaited and where, and nothing when nobody listens", async () => {
    const { session_id, message_id } = await asked({
      content: "Deploy now?\nIt is late.",
      response_required: true,
    });
    const { promise: told, resolve } = Promise.withResolvers<string>();
    const waiting = tools.call("await_response", { session_id }, { progress: resolve });
    expect(await told).toBe(
      `Waiting for an answer to “Deploy now?” from Ada in the inbox ${space.server.url}/s/${session_id}`,
    );
    await answer(ada, session_id, message_id, { text: "yes" });
    expect(await waiting).toMatchObject({ status: "answered" });
  });

  test.each([
    [0, 50, 0],
    [1, 50, 10],
    [30, 50, 30],
    [3600, 50, 50],
    [undefined, 280, 280],
    [1, 5, 5],
  ])("of %p seconds where %p are tolerated takes %p", (asked_, tolerated, expected) => {
    expect(clampWait(asked_, tolerated)).toBe(expected);
  });
});

describe("bad input gets one sentence", () => {
  const ID = "01997b1e-7d3a-7c62-9a54-0c7f3f0f1a2b";
  test("an unknown session", async () => {
    expect(await tools.call("await_response", { session_id: ID })).toEqual({
      error: `There is no session ${ID} of this agent. Call list_sessions for their ids, or create_session for a new one.`,
    });
  });

  test("a question of another session", async () => {
    const [one, other] = [await asked(), await asked()];
    const { error } = await tools.call("await_response", {
      session_id: one.session_id,
      message_id: other.message_id,
    });
    expect(error).toStartWith(`The session has no question ${other.message_id}.`);
  });

  test("a cursor beyond the end", async () => {
    const { session_id } = await asked();
    const { error } = await tools.call("await_response", { session_id, after: 99, timeout_seconds: 0 });
    expect(error).toStartWith("The cursor 99 is beyond the end of this session (2).");
  });
});
