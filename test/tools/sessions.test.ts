import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { type ToolCaller, toolCaller } from "../helpers/tool-caller.ts";

let space: ClientSpace;
let tools: ToolCaller;

beforeAll(async () => {
  space = await clientSpace();
  tools = toolCaller(() => space.agent());
});
afterAll(() => space[Symbol.asyncDispose]());

describe("create_session", () => {
  test("gives an id and an address without a secret", async () => {
    const { session_id, url } = await tools.call("create_session", { title: "Deploy v2.4.1 to production?" });
    expect(url).toBe(`${space.server.url}/s/${session_id}`);
  });

  test("takes people by name, in any case, or by the first of their names", async () => {
    const { session_id } = await tools.call("create_session", {
      title: "For one",
      participants: ["ada", " ADA "],
    });
    const log = await (await space.owner()).session(session_id);
    expect(log.participantIds).toEqual([space.ownerMemberId]);
  });

  test("names who there is when a name is nobody's", async () => {
    const { error } = await tools.call("create_session", {
      title: "x",
      participants: ["Ada", "Grace", "Bob"],
    });
    expect(error).toContain("participants[1]: nobody has this name: Grace; the people are Ada");
    expect(error).toContain("participants[2]: nobody has this name: Bob; the people are Ada");
    expect(error).toEndWith("Correct the names, or leave participants out to reach everyone.");
  });
});

describe("list_sessions", () => {
  test("pages stay below 7,000 characters and name every session once", async () => {
    const created = new Set<string>();
    for (let number = 0; number < 30; number += 1) {
      created.add(
        (await tools.call("create_session", { title: `${number} ${"long title ".repeat(40)}` })).session_id,
      );
    }
    const seen: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const text = await tools.text("list_sessions", { limit: 100, cursor });
      expect(text.length).toBeLessThan(7000);
      const page: { sessions: { session_id: string }[]; next_cursor?: string } = JSON.parse(text);
      seen.push(...page.sessions.map(({ session_id }) => session_id));
      cursor = page.next_cursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const id of created) expect(seen).toContain(id);
  });

  test("finds those that wait for an answer, and those of a status", async () => {
    const [open, done] = [
      await tools.call("create_session", { title: "Open" }),
      await tools.call("create_session", { title: "Done" }),
    ];
    await tools.call("send_message", {
      session_id: open.session_id,
      content: "Well?",
      response_required: true,
    });
    await tools.call("close_session", { session_id: done.session_id });
    const waiting = await tools.call("list_sessions", { needs_answer: true });
    expect(waiting.sessions).toMatchObject([
      { session_id: open.session_id, title: "Open", status: "active", open_questions: 1, agent: "deployer" },
    ]);
    expect((await tools.call("list_sessions", { status: "closed" })).sessions).toMatchObject([
      { session_id: done.session_id },
    ]);
  });
});

describe("close_session", () => {
  test("sends the summary last and closes", async () => {
    const { session_id } = await tools.call("create_session", { title: "Short" });
    expect(await tools.call("close_session", { session_id, summary: "Deployed." })).toEqual({
      session_id,
      status: "closed",
    });
    const { items, status } = await tools.call("get_timeline", { session_id });
    expect(status).toBe("closed");
    expect(items.map(({ type, text }: { type: string; text: string }) => [type, text])).toEqual([
      ["session", "Short"],
      ["message", "Deployed."],
      ["closed", "The session was closed."],
    ]);
  });

  test("a second time changes nothing and says that a summary was not sent", async () => {
    const { session_id } = await tools.call("create_session", { title: "Short" });
    await tools.call("close_session", { session_id });
    expect(await tools.call("close_session", { session_id, summary: "Late" })).toMatchObject({
      status: "closed",
      note: expect.any(String),
    });
    expect((await tools.call("get_timeline", { session_id })).cursor).toBe(2);
  });

  test("nothing can be sent afterwards", async () => {
    const { session_id } = await tools.call("create_session", { title: "Short" });
    await tools.call("close_session", { session_id });
    const { error } = await tools.call("send_message", { session_id, content: "More" });
    expect(error).toContain("closed");
  });
});

test("send_message without anything to say is refused with the next step", async () => {
  const { session_id } = await tools.call("create_session", { title: "Empty" });
  expect((await tools.call("send_message", { session_id })).error).toContain(
    "A message needs content or components.",
  );
});

test("list_agents names the space's agents and who speaks here", async () => {
  const { you, agents } = await tools.call("list_agents");
  expect(you).toBe("deployer");
  expect(agents).toMatchObject([{ name: "deployer" }]);
});

test("a guest link has its secret in the fragment only, and ends", async () => {
  const { session_id } = await tools.call("create_session", { title: "With a guest" });
  const { url, token_id, expires_at } = await tools.call("create_guest_token", {
    session_id,
    name: "Grace",
    expires_in_seconds: 60,
  });
  expect(url).toMatch(new RegExp(`^${space.server.url}/g#hlg_[0-9a-f]{64}$`));
  expect(token_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(60_000);
});

test("a call that fails inside is one sentence, its cause only in the log", async () => {
  const failures: unknown[] = [];
  const broken = toolCaller(() => Promise.reject(new Error("the secret detail")), { failures });
  const { error } = await broken.call("list_agents");
  expect(error).toStartWith("Something went wrong inside hiloop.");
  expect(error).not.toContain("secret detail");
  expect(failures).toMatchObject([{ message: "the secret detail" }]);
});

test("after a failed connection the next call connects anew", async () => {
  let attempts = 0;
  const flaky = toolCaller(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("not yet");
    return space.agent();
  });
  expect(await flaky.call("list_agents")).toHaveProperty("error");
  expect(await flaky.call("list_agents")).toHaveProperty("agents");
  await flaky.call("list_agents");
  expect(attempts).toBe(2);
});

describe("bad input", () => {
  test("what is wrong with arguments and inside components is told at once, with paths", async () => {
    const { error } = await tools.call("send_message", {
      session_id: "nope",
      priority: "urgent",
      components: [{ type: "text", data: {} }, { type: "carousel" }],
    });
    expect(error).toContain("session_id: expected an id");
    expect(error).toContain("priority: expected critical, high, normal or low");
    expect(error).toContain("components[0].data.content: expected a string, got nothing");
    expect(error).toContain("components[1].type: unknown type carousel");
  });

  test("an empty message is refused with what to give", async () => {
    const { session_id } = await tools.call("create_session", { title: "Empty" });
    const { error } = await tools.call("send_message", { session_id, content: "" });
    expect(error).toBe(
      "A message needs content or components. Give content (Markdown), components, or both.",
    );
    expect((await tools.call("get_timeline", { session_id })).items).toHaveLength(1);
  });

  test("a question with a file but without its session leaves no empty session behind", async () => {
    const count = async () => (await tools.call("list_sessions", { limit: 100, status: "active" })).sessions;
    const before = await count();
    const image = { attachment_id: "00000000-0000-7000-8000-000000000000", alt: "A chart" };
    const { error } = await tools.call("ask_human", {
      question: "Is this chart right?",
      components: [{ type: "image", data: image }],
    });
    expect(error).toStartWith("Files belong to a session, and this question names none.");
    expect(await count()).toEqual(before);
  });
});

test("names that a server or an older client made up are one visible line, in every result", async () => {
  const made = "Ada\u202E\u009B2J\u{E0041}";
  const shown = "Ada⟨U+202E⟩⟨U+009B⟩2J⟨U+E0041⟩";
  const lying = cheatingNetwork(
    (path) => /\/(sessions|agents)$/.test(path),
    (body) => JSON.parse(JSON.stringify(body).replaceAll(/"(agentName|name)":"deployer"/g, `"$1":"${made}"`)),
  );
  const own = toolCaller(() => space.agent(lying));
  await own.call("create_session", { title: "Named\u202E" });
  const { agents } = await own.call("list_agents");
  expect(agents.map(({ name }: { name: string }) => name)).toContain(shown);
  const { sessions } = await own.call("list_sessions");
  // A session's agent is the one that signed it, whatever the list says.
  expect(sessions[0]).toMatchObject({ agent: "deployer", title: "Named⟨U+202E⟩" });
});

test("an agent speaks under the name that everybody will see", async () => {
  const named = toolCaller(() => space.connect(space.apiKey, "Ada\u202E\u200B"));
  expect(await named.call("list_agents")).toMatchObject({ you: "Ada⟨U+202E⟩⟨U+200B⟩" });
  const { session_id } = await named.call("create_session", { title: "Whose" });
  const log = await (await space.owner()).session(session_id);
  expect(log.agentName).toBe("Ada⟨U+202E⟩⟨U+200B⟩");
});
