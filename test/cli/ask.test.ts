import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Member } from "../../src/client/member.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { closeSession, listSessions } from "../../src/client/sessions.ts";
import type { Answer } from "../../src/components/answer.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { openQuestion } from "../helpers/person.ts";
import { type Outcome, outcomeOf } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";
import { type RunOptions, type Sandbox, sandbox } from "../local/sandbox.ts";
import { onTerminal } from "./terminal.ts";

const SLOW_MS = 60_000;
let home: Sandbox;
let owner: Member;

beforeAll(async () => {
  home = await sandbox();
  owner = await new LocalSpace({ paths: home.paths, port: undefined }).owner();
}, SLOW_MS);
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

/** Runs `hiloop ask` and does something to its question once it stands; gives what came of both. */
async function asked(
  args: string[],
  act: (sessionId: string, questionId: string) => Promise<unknown>,
  options: RunOptions = {},
): Promise<Outcome> {
  const child = home.start(["ask", ...args], options);
  if (options.stdin) child.stdin.write(options.stdin);
  child.stdin.end();
  const [messages, rest] = child.stderr.tee();
  const first = await messages.getReader().read();
  if (!first.done) {
    const question = await openQuestion(owner);
    if (question) await act(question.sessionId, question.id);
  }
  return await outcomeOf({ stdout: child.stdout, stderr: rest, exited: child.exited });
}

function answer(given: Answer): (sessionId: string, questionId: string) => Promise<unknown> {
  return async (sessionId, questionId) => {
    const log = await owner.session(sessionId);
    await log.sync();
    return await respond(log, { questionId, answer: given, via: "cli" });
  };
}

const BUTTONS = ["--option", "Approve", "--option", "Reject"];

test("the pressed button is the output", async () => {
  const { code, out } = await asked(["Deploy?", ...BUTTONS], answer({ action: "approve" }));
  expect({ code, out }).toEqual({ code: 0, out: "approve\n" });
});

test("a comment goes to the messages, so that the output stays the button", async () => {
  const { code, out, err } = await asked(
    ["Deploy?", ...BUTTONS],
    answer({ action: "reject", text: "Not on a Friday" }),
  );
  expect({ code, out }).toEqual({ code: 0, out: "reject\n" });
  expect(err).toMatch(/Answered by \S+, via cli: Not on a Friday\n$/);
});

test("an answer that was given before a later message was seen says so", async () => {
  const { out, err } = await asked(["Deploy?", ...BUTTONS], async (sessionId, questionId) => {
    const log = await owner.session(sessionId);
    await log.sync();
    const agent = await new LocalSpace({ paths: home.paths, port: undefined }).connectAgent("another");
    await sendMessage(await agent.session(sessionId), { content: "To production, I mean." });
    return respond(log, { questionId, answer: { action: "approve" }, via: "cli" });
  });
  expect(out).toBe("approve\n");
  expect(err).toContain("Given without having seen a later message of this session.\n");
});

const THREE = ["Ship", "Not now", "Reject"].flatMap((label) => ["--option", label]);

test.each([
  [[], "ship", 0],
  [[], "not_now", 5],
  [[], "reject", 5],
  [["--ok", "not_now"], "not_now", 0],
  [["--ok", "Not now"], "not_now", 0],
  [["--ok", "not_now"], "ship", 0],
  [["--ok", "not_now"], "reject", 5],
])("a gate with --exit-code %j lets %s end with %i", async (flags, action, expected) => {
  const { code, out } = await asked(["Deploy?", ...THREE, "--exit-code", ...flags], answer({ action }));
  expect({ code, out }).toEqual({ code: expected, out: `${action}\n` });
});

test("a first option that says no never lets a gate pass, whatever else is named", async () => {
  const gate = ["Deploy?", "--option", "Cancel", "--option", "Deploy", "--exit-code", "--ok", "deploy"];
  expect((await asked(gate, answer({ action: "cancel" }))).code).toBe(5);
  expect((await asked(gate, answer({ action: "deploy" }))).code).toBe(0);
});

test.each([
  [["--exit-code"], "--exit-code needs something to press: give --option or --components."],
  [["--option", "Yes", "--ok", "yes"], "--ok goes with --exit-code."],
  [
    ["--option", "Yes", "--exit-code", "--ok", "later"],
    '--ok names "later", which is not an action of this question: yes.',
  ],
  [
    ["--option", "No", "--option", "Yes", "--exit-code"],
    'The first option, "No", says no: put another first',
  ],
])("a gate that could not work asks nobody: %j", async (flags, sentence) => {
  const { code, out, err } = await home.run(["ask", "Deploy?", ...flags]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(sentence);
  expect((await listSessions(owner, { needsAnswer: true })).items).toEqual([]);
});

test("an option may name its action", async () => {
  const { out } = await asked(
    ["Which?", "--option", "The first one=1", "--option", "Not now"],
    answer({ action: "not_now" }),
  );
  expect(out).toBe("not_now\n");
});

test("a question without options is answered in words", async () => {
  const { code, out } = await asked(["What is its name?"], answer({ text: "Ada\nLovelace" }));
  expect({ code, out }).toEqual({ code: 0, out: "Ada\nLovelace\n" });
});

test("the question may come from stdin", async () => {
  const { code, out } = await asked(["-", ...BUTTONS], answer({ action: "approve" }), {
    stdin: "# Deploy?\nAll tests pass.\n",
  });
  expect({ code, out }).toEqual({ code: 0, out: "approve\n" });
});

test("values are rows, and JSON has everything", async () => {
  const file = join(home.folder, "form.json");
  writeFileSync(
    file,
    JSON.stringify([
      { type: "form", data: { fields: [{ name: "count", label: "How many?", kind: "number" }] } },
    ]),
  );
  const given = answer({ action: "submit", values: { count: 3 } });

  expect((await asked(["How many?", "--components", file], given)).out).toBe("count\t3\n");
  const { out } = await asked(["How many?", "--components", file, "--json"], given);
  expect(JSON.parse(out)).toMatchObject({
    status: "answered",
    response: "submit",
    values: { count: 3 },
    from: { type: "human", via: "cli" },
    session_id: expect.any(String),
  });
});

test("on a terminal JSON has the same value, and nothing in it drives the terminal or hides", async () => {
  const hostile = "a\u202Eb\u009B2Jc\u200Bd\u{E0041}e\u007F\u2028 👩‍💻";
  const run = onTerminal(home, ["ask", "On a terminal?", ...BUTTONS, "--json"]);
  const { sessionId, id } = await until(async () => (await openQuestion(owner)) ?? false);
  await answer({ action: "approve", text: hostile })(sessionId, id);
  expect(await run.ended).toBe(0);
  const shown = run.shown();
  expect(shown).not.toMatch(/[\u202E\u009B\u200B\u007F\u2028]|\u{E0041}/u);
  expect(shown).toContain("a\\u202eb\\u009b2Jc\\u200bd\\udb40\\udc41e\\u007f\\u2028 👩‍💻");
  const json = shown.slice(shown.indexOf("{"), shown.lastIndexOf("}") + 1);
  expect(JSON.parse(json)).toMatchObject({ response: "approve", text: hostile });
});

test("components that are wrong are one sentence with all problems, and nothing is asked", async () => {
  const { code, out, err } = await home.run(["ask", "Deploy?", "--components", "-"], {
    stdin: '[{"type":"button_group","data":{"buttons":[{"label":"Approve"}]}},{"type":"buton"}]',
  });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^hiloop: .*\[0\]\.data\.buttons\[0\]\.action: .*\[1\]\.type: unknown type.*\n$/);
  expect((await listSessions(owner, { needsAnswer: true })).items).toEqual([]);
});

test("no answer in time is exit code 3, and the question stays", async () => {
  const { code, out, err } = await home.run(["ask", "Deploy?", ...BUTTONS, "--timeout", "1", "--json"]);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ status: "pending" });
  expect(err).toContain("hiloop open");
  const { items } = await listSessions(owner, { needsAnswer: true });
  expect(items).toHaveLength(1);
  for (const { id } of items) await closeSession(await owner.session(id));
});

test("an expired question is exit code 3, and never an answer", async () => {
  const { code, out, err } = await home.run(["ask", "Deploy?", ...BUTTONS, "--expires", "1"]);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toEndWith("Nobody answered in time: the question has expired.\n");
});

test("a session that is closed meanwhile is exit code 1", async () => {
  const { code, out } = await asked(["Deploy?", ...BUTTONS], async (sessionId) =>
    closeSession(await owner.session(sessionId)),
  );
  expect({ code, out }).toEqual({ code: 1, out: "" });
});

test("Ctrl-C is exit code 130", async () => {
  const child = home.start(["ask", "Deploy?", ...BUTTONS]);
  await child.stderr.getReader().read();
  child.kill("SIGINT");
  expect(await child.exited).toBe(130);
  for (const { id } of (await listSessions(owner, { needsAnswer: true })).items)
    await closeSession(await owner.session(id));
});

test("another question in the same session", async () => {
  const first = await asked(["Deploy?", ...BUTTONS, "--json"], answer({ action: "approve" }));
  const { session_id: session } = JSON.parse(first.out) as { session_id: string };
  const second = await asked(
    ["And now?", ...BUTTONS, "--session", session, "--json"],
    answer({ action: "reject" }),
  );
  expect(JSON.parse(second.out)).toMatchObject({ session_id: session, response: "reject" });
});

test("a session that does not exist is one sentence", async () => {
  const { code, out, err } = await home.run(["ask", "Deploy?", "--session", crypto.randomUUID()]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^hiloop: .+\n$/);
});
