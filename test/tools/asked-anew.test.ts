import { expect, test } from "bun:test";
import { connectGuest, createGuestToken } from "../../src/client/guests.ts";
import { join } from "../../src/client/join.ts";
import type { Member } from "../../src/client/member.ts";
import { invitePerson, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { componentsToText } from "../../src/components/to-text.ts";
import { parseSecret, type Secret } from "../../src/crypto/secret.ts";
import { HiloopError } from "../../src/protocol/error.ts";
import { toProblem } from "../../src/protocol/problem.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { fastClock } from "../helpers/fast-clock.ts";
import { answer, answerUnchecked } from "../helpers/person.ts";
import { toolCaller } from "../helpers/tool-caller.ts";

const ARGS = { question: "Deploy?", options: ["Yes", "No"], timeout_seconds: 0 };
const TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC";

function secretOf(link: string): Secret {
  const secret = parseSecret(link.split("#").at(-1) ?? "");
  if (!secret) throw new Error("The link holds no secret.");
  return secret;
}

/** Asks, lets something become of it, and asks again until the person is asked anew; gives what is said of the first time. */
async function askedBefore(
  space: ClientSpace,
  act: (ada: Member, sessionId: string, questionId: string) => Promise<void>,
): Promise<{ outcome: string; card: string }> {
  const tools = toolCaller(() => space.agent());
  const ada = await space.owner();
  const first = await tools.call("ask_human", ARGS);
  await act(ada, first.session_id, first.message_id);
  let again = await tools.call("ask_human", ARGS);
  if (!again.asked_before) again = await tools.call("ask_human", ARGS);
  expect(again).toMatchObject({ status: "pending", asked_before: { message_id: first.message_id } });
  const asked = (await ada.session(again.session_id)).question(again.message_id);
  return { outcome: again.asked_before.outcome, card: componentsToText(asked?.components) };
}

test("an answer of a person who was removed since is not repeated as one", async () => {
  await using space = await clientSpace();
  const { outcome, card } = await askedBefore(space, async (ada, sessionId, questionId) => {
    const invite = await invitePerson(ada, { name: "Bob" });
    const { connection } = space;
    const secret = secretOf(invite.code);
    const bob = await join({ connection, secret, label: "Phone", pins: memoryPins() });
    await answer(bob.member, sessionId, questionId, { action: "Yes" });
    await removeMember(ada, invite.memberId);
  });
  expect(outcome).toMatch(
    new RegExp(
      `^got an answer that counts for nothing, from a device of Bob that has been removed since, ${TIME}$`,
    ),
  );
  expect(card).not.toContain("“Yes”");
});

test("an answer that did not fit is not repeated as one", async () => {
  await using space = await clientSpace();
  const { outcome } = await askedBefore(space, (ada, sessionId, questionId) =>
    answerUnchecked(ada, sessionId, questionId, { action: "Yes", values: { x: 1 } }),
  );
  expect(outcome).toMatch(new RegExp(`^got an answer that did not fit it, from Ada, ${TIME}$`));
});

test("an answer of a guest is a guest's, whatever the guest is called", async () => {
  await using space = await clientSpace();
  const { outcome } = await askedBefore(space, async (ada, sessionId, questionId) => {
    const { url } = await createGuestToken(await ada.session(sessionId), { name: "Ada" });
    const { connection } = space;
    const { member } = await connectGuest({ connection, secret: secretOf(url), pins: memoryPins() });
    await answer(member, sessionId, questionId, { action: "Yes" });
  });
  expect(outcome).toMatch(new RegExp(`^was answered “Yes” by Ada \\(guest link by Ada\\), ${TIME}$`));
});

test("what was written with the pressed button stands beside it, for it may be a condition", async () => {
  await using space = await clientSpace();
  const { outcome, card } = await askedBefore(space, (ada, sessionId, questionId) =>
    answer(ada, sessionId, questionId, { action: "Yes", text: "but only\nstaging" }),
  );
  expect(outcome).toMatch(new RegExp(`^was answered “Yes; but only; staging” by Ada, ${TIME}$`));
  expect(card).toContain("“Yes; but only; staging”");
});

test("a question that could not be sent hides no earlier answer", async () => {
  await using space = await clientSpace();
  let isFull = false;
  const full = new HiloopError("storage", "no space left");
  const network = async (url: string, init: RequestInit) =>
    isFull && init.method === "POST"
      ? Response.json(toProblem(full, "1"), { status: full.status })
      : fetch(url, init);
  const tools = toolCaller(() => space.agent(network));
  const { session_id, message_id } = await tools.call("ask_human", ARGS);
  await answer(await space.owner(), session_id, message_id, { action: "No" });
  expect(await tools.call("ask_human", ARGS)).toMatchObject({ status: "answered", response: "No" });
  isFull = true;
  expect(await tools.call("ask_human", ARGS)).toHaveProperty("error");
  isFull = false;
  expect(await tools.call("ask_human", ARGS)).toMatchObject({ asked_before: { session_id, message_id } });
});

test("a question that the agent took back itself is asked anew at once", async () => {
  await using space = await clientSpace();
  const tools = toolCaller(() => space.agent());
  const { session_id, message_id } = await tools.call("ask_human", ARGS);
  await tools.call("close_session", { session_id });
  const again = await tools.call("ask_human", ARGS);
  expect(again).toMatchObject({ status: "pending", asked_before: { message_id, outcome: "was taken back" } });
  expect(again.session_id).not.toBe(session_id);
});

test("while the server answers nothing, the same call is pending with the reason and not asked anew", async () => {
  await using space = await clientSpace();
  const way: { network: (url: string, init: RequestInit) => Promise<Response> } = { network: fetch };
  const tools = toolCaller(() => space.agent((url, init) => way.network(url, init)));
  const { message_id } = await tools.call("ask_human", ARGS);
  way.network = () => new Promise<Response>(() => undefined);
  using clock = fastClock();
  const { timeout_seconds, ...longest } = ARGS;
  expect(await clock.until(tools.call("ask_human", longest, { maxWaitSeconds: 50 }))).toMatchObject({
    status: "pending",
    message_id,
    note: expect.stringContaining("does not answer them. Whether anybody has answered is not known yet."),
  });
  expect(clock.passedMs()).toBeLessThan(50_000);
});
