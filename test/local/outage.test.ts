import { expect, test } from "bun:test";
import { linkSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { respond } from "../../src/client/send.ts";
import { isAlive } from "../../src/local/end-process.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { openQuestion } from "../helpers/person.ts";
import { type Outcome, outcomeOf } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";
import { BINARY, type RunOptions, type Sandbox, sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;

/** Answers the only open question as the person of this home. */
async function answerAs(home: Sandbox, action: string): Promise<void> {
  const space = new LocalSpace({ paths: home.paths, port: undefined });
  const owner = await space.owner();
  const question = await openQuestion(owner);
  if (!question) throw new Error("no question is open");
  const log = await owner.session(question.sessionId);
  await respond(log, { questionId: question.id, answer: { action }, via: "cli" });
}

/** Asks, and goes on once the question is acknowledged. */
async function ask(
  home: Sandbox,
  options: RunOptions = {},
): Promise<{ outcome: Promise<Outcome>; interrupt: () => void }> {
  const child = home.start(["ask", "Deploy?", "--option", "Approve", "--option", "Reject"], options);
  const [messages, rest] = child.stderr.tee();
  const reader = messages.getReader();
  await reader.read();
  reader.releaseLock();
  return {
    outcome: outcomeOf({ stdout: child.stdout, stderr: rest, exited: child.exited }),
    interrupt: () => child.kill("SIGINT"),
  };
}

test(
  "a wait goes on when the server is killed, is started again, and gets the answer",
  async () => {
    await using home = await sandbox();
    const { outcome } = await ask(home);
    const { pid } = home.server();
    process.kill(pid, "SIGKILL");
    await until(() => !isAlive(pid));
    await answerAs(home, "approve");

    const { code, out, err } = await outcome;

    expect({ code, out }, err).toEqual({ code: 0, out: "approve\n" });
    expect(home.server().pid).not.toBe(pid);
  },
  SLOW_MS,
);

test(
  "a wait alone brings the server back",
  async () => {
    await using home = await sandbox();
    const { outcome } = await ask(home);
    const { pid } = home.server();
    process.kill(pid, "SIGKILL");
    await until(() => home.server().pid !== pid);
    await answerAs(home, "reject");

    const { code, out, err } = await outcome;

    expect({ code, out }, err).toEqual({ code: 0, out: "reject\n" });
  },
  SLOW_MS,
);

test.skipIf(!BINARY)(
  "when an upgrade has removed the executable, the server is started by its name in PATH",
  async () => {
    await using home = await sandbox();
    const [old, current] = [join(home.folder, "old", "hiloop"), join(home.folder, "bin", "hiloop")];
    for (const path of [old, current]) {
      mkdirSync(dirname(path));
      linkSync(BINARY ?? "", path);
    }
    const { outcome, interrupt } = await ask(home, {
      program: [old],
      env: { PATH: `${dirname(current)}:/usr/bin:/bin` },
    });
    const { pid } = home.server();
    rmSync(old);
    process.kill(pid, "SIGKILL");
    await until(() => home.server().pid !== pid);

    interrupt();
    expect((await outcome).code).toBe(130);
  },
  SLOW_MS,
);
