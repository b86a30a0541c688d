import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Member } from "../../src/client/member.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { answer, say } from "../helpers/person.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

let space: ClientSpace;
let ada: Member;
let tools: ToolCaller;

beforeAll(async () => {
  space = await clientSpace();
  ada = await space.owner();
  tools = toolCaller(() => space.agent());
});
afterAll(() => space[Symbol.asyncDispose]());

async function newSession(): Promise<string> {
  return (await tools.call("create_session", { title: "A talk" })).session_id;
}

type Entry = { seq: number; type: string; text: string; cut?: string };

test("items are told as plain text with who said them", async () => {
  const session_id = await newSession();
  const components = [{ type: "button_group", data: { buttons: [{ label: "Approve", action: "approve" }] } }];
  const { message_id } = await tools.call("send_message", { session_id, content: "Deploy?", components });
  await say(ada, session_id, "One moment\u202E");
  await answer(ada, session_id, message_id, { action: "approve", text: "Go" });
  const { items, ...rest } = await tools.call("get_timeline", { session_id });
  expect(rest).toEqual({ session_id, status: "active", cursor: 4 });
  const at = expect.any(String);
  expect(items).toEqual([
    { seq: 1, type: "session", from: "deployer (you)", at, text: "A talk" },
    {
      seq: 2,
      type: "question",
      message_id,
      state: "answered",
      from: "deployer (you)",
      at,
      text: "Deploy?\n\n[approve] Approve",
    },
    {
      seq: 3,
      type: "message",
      message_id: expect.any(String),
      from: "Ada (human)",
      at,
      text: "One moment⟨U+202E⟩",
    },
    { seq: 4, type: "response", message_id, from: "Ada (human)", via: "inbox", at, text: "[approve]\nGo" },
  ]);
});

test("a cursor beyond the end is said, and is not given back as read", async () => {
  const session_id = await newSession();
  const { error, cursor } = await tools.call("get_timeline", { session_id, after: 99 });
  expect(cursor).toBeUndefined();
  expect(error).toStartWith("The cursor 99 is beyond the end of this session (1).");
  expect(error).toContain("after=1");
  expect(await tools.call("get_timeline", { session_id, after: 1 })).toMatchObject({ items: [], cursor: 1 });
});

describe("a long timeline", () => {
  test("comes in pages below 7,000 characters, each item once and in order", async () => {
    const session_id = await newSession();
    for (let number = 0; number < 30; number += 1)
      await say(ada, session_id, `${number} ${'ä"\n'.repeat(200)}`);
    const seqs: number[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const text = await tools.text("get_timeline", { session_id, after, limit: 100 });
      expect(text.length).toBeLessThan(7000);
      const page: { items: Entry[]; next_cursor?: number } = JSON.parse(text);
      seqs.push(...page.items.map(({ seq }) => seq));
      after = page.next_cursor;
    }
    expect(seqs).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  test("an item that is longer than a page is read on by its offset, and nothing of it is missing", async () => {
    const session_id = await newSession();
    const content = Array.from({ length: 1500 }, (_, index) => `${index} "😀"\n`).join("");
    await say(ada, session_id, content);
    let read = "";
    for (let args: object | undefined = { session_id, after: 1, limit: 1 }; args; ) {
      const text = await tools.text("get_timeline", args);
      expect(text.length).toBeLessThan(7000);
      const [item]: Entry[] = JSON.parse(text).items;
      read += item?.text ?? "";
      const offset = /get_timeline with after=1, limit=1, offset=(\d+)\.$/.exec(item?.cut ?? "")?.[1];
      args = offset ? { session_id, after: 1, limit: 1, offset: Number(offset) } : undefined;
    }
    expect(read).toBe(content);
  });

  test("a limit is kept", async () => {
    const session_id = await newSession();
    await say(ada, session_id, "one");
    await say(ada, session_id, "two");
    const { items, cursor, next_cursor } = await tools.call("get_timeline", {
      session_id,
      after: 1,
      limit: 1,
    });
    expect(items).toHaveLength(1);
    expect([cursor, next_cursor]).toEqual([2, 2]);
  });
});

test("what the timeline showed is not given again by await_response", async () => {
  const session_id = await newSession();
  await say(ada, session_id, "one");
  await tools.call("get_timeline", { session_id });
  await say(ada, session_id, "two");
  expect(await tools.call("await_response", { session_id, timeout_seconds: 0 })).toMatchObject({
    text: "two",
  });
});

test("a look at a later part of the timeline does not make await_response skip the earlier one", async () => {
  const session_id = await newSession();
  for (const content of ["one", "two", "three"]) await say(ada, session_id, content);
  await tools.call("get_timeline", { session_id, after: 3 });
  expect(await tools.call("await_response", { session_id, timeout_seconds: 0 })).toMatchObject({
    text: "one",
  });
});

test("an item that does not verify is shown as such and without content", async () => {
  const session_id = await newSession();
  await say(ada, session_id, "Approve it all");
  const cheat = cheatingNetwork(
    (path, method) => method === "GET" && path.endsWith("/timeline"),
    (body) => JSON.parse(JSON.stringify(body).replace(/(.*"priority":)"Normal"/, '$1"High"')),
  );
  const cheated = toolCaller(() => space.agent(cheat));
  const { items } = await cheated.call("get_timeline", { session_id, after: 1 });
  expect(items).toEqual([
    {
      seq: 2,
      type: "unverified",
      at: expect.any(String),
      text: expect.stringMatching(/^Not shown, do not act on it: /),
    },
  ]);
});
