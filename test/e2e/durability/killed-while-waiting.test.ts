import { expect, test } from "bun:test";
import { answer } from "../../helpers/person.ts";
import { sandbox } from "../../local/sandbox.ts";
import { killServer, serverAfter } from "./kill-nine.ts";
import { agentIn, agentWaits, askToDeploy, personIn } from "./local-parties.ts";

const SLOW_MS = 60_000;

/** An agent that has asked whether to deploy and waits for the answer, and the person who will give it. */
async function agentThatWaits() {
  await using started = new AsyncDisposableStack();
  const home = started.use(await sandbox());
  const agent = started.use(await agentIn(home));
  const question = await askToDeploy(agent);
  const waiting = agent.call("await_response", { session_id: question.session_id });
  const person = await personIn(home);
  await agentWaits(person, question.session_id);
  const owned = started.move();
  return {
    ...{ home, agent, waiting, person, ...question },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

test(
  "a wait goes on against the server that comes after a killed one, however often, and returns the answer",
  async () => {
    await using scene = await agentThatWaits();
    const { home, waiting, person, session_id, message_id } = scene;

    for (let kill = 0; kill < 3; kill++) {
      await serverAfter(home, await killServer(home));
      await agentWaits(person, session_id);
    }
    await answer(person, session_id, message_id, { action: "approve" });

    expect(await waiting).toMatchObject({ status: "answered", response: "approve", message_id, cursor: 3 });
  },
  SLOW_MS,
);

test(
  "an answer that was acknowledged right before a kill -9 reaches the agent, whose connection was lost before",
  async () => {
    await using scene = await agentThatWaits();
    const { home, agent, waiting, person, session_id, message_id } = scene;

    agent.kill("SIGSTOP");
    await killServer(home);
    await answer(person, session_id, message_id, { action: "reject" });
    await killServer(home);
    agent.kill("SIGCONT");

    expect(await waiting).toMatchObject({ status: "answered", response: "reject", message_id });
  },
  SLOW_MS,
);

test(
  "an answer given after the waiting agent was killed is returned to the next process, which names no cursor",
  async () => {
    await using scene = await agentThatWaits();
    const { home, agent, waiting, person, session_id, message_id } = scene;

    agent.kill("SIGKILL");
    await expect(waiting).rejects.toThrow("stdout ended");
    await answer(person, session_id, message_id, { action: "approve" });
    await killServer(home);
    await using next = await agentIn(home);

    const answered = { status: "answered", response: "approve", message_id };
    expect(await next.call("await_response", { session_id })).toMatchObject(answered);
    expect(await next.call("await_response", { session_id, timeout_seconds: 0 })).toMatchObject({
      status: "pending",
    });
    expect(await next.call("await_response", { session_id, message_id })).toMatchObject(answered);
  },
  SLOW_MS,
);

test(
  "a question whose agent was killed is joined, not asked again, by the next process that asks the same",
  async () => {
    await using home = await sandbox();
    await using agent = await agentIn(home);
    const question = { question: "Delete the old backups?", options: ["Yes", "No"] };
    const { session_id, message_id } = await agent.call("ask_human", question);
    const first = agent.call("ask_human", question);
    const person = await personIn(home);
    await agentWaits(person, session_id);

    agent.kill("SIGKILL");
    await expect(first).rejects.toThrow("stdout ended");
    await using next = await agentIn(home);
    expect(await next.call("ask_human", { ...question, timeout_seconds: 0 })).toMatchObject({
      status: "pending",
      session_id,
      message_id,
    });
    const again = next.call("ask_human", question);
    await answer(person, session_id, message_id, { action: "No" });

    expect(await again).toMatchObject({ status: "answered", response: "No", session_id, message_id });
    const log = await person.session(session_id);
    expect(log.items.map(({ kind }) => kind)).toEqual(["Session", "Message", "Response"]);
  },
  SLOW_MS,
);
