import { expect, test } from "bun:test";
import { LocalSpace } from "../../src/local/local-space.ts";
import { answer, openQuestion } from "../helpers/person.ts";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;
/** Told after a first look of some 25 s; a request that the server holds already may take its 50 s and 30 more. */
const HELD_MS = 150_000;

/** A home whose server takes requests and answers none. */
async function stoppedServer(): Promise<{ home: Sandbox; pid: number }> {
  const home = await sandbox();
  await new LocalSpace({ paths: home.paths, port: undefined }).server.start();
  const { pid } = home.server();
  process.kill(pid, "SIGSTOP");
  return { home, pid };
}

test(
  "a server that answers nothing is not called asleep, and whoever stops it learns how",
  async () => {
    const { home, pid } = await stoppedServer();
    await using _ = home;
    const [status, stop] = await Promise.all([home.run(["status"]), home.run(["stop"])]);
    expect(status.out).toContain(`server\tdoes not answer\npid\t${pid}\n`);
    expect(stop).toMatchObject({ code: 1, out: "" });
    expect(stop.err).toStartWith(`hiloop: The local server (process ${pid}) does not answer. `);
    expect(stop.err).toEndWith(`kill -9 ${pid}\n`);
  },
  SLOW_MS,
);

test(
  "who needs a server that answers nothing is told of it, not of another server",
  async () => {
    const { home, pid } = await stoppedServer();
    await using _ = home;
    const { code, err } = await home.run(["ask", "Deploy?"]);
    expect(code).not.toBe(0);
    expect(err).toContain(`The local server (process ${pid}) does not answer.`);
    expect(err).not.toContain("Another hiloop server");
  },
  SLOW_MS,
);

test(
  "a wait outlasts a server that was stopped and goes on, and gets the answer",
  async () => {
    await using home = await sandbox();
    const child = home.start(["ask", "Deploy?", "--option", "Approve"]);
    const messages = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    const said = async (words: string) => {
      for (let text = ""; !text.includes(words); ) {
        const { done, value } = await messages.read();
        if (done) throw new Error(`it ended before it said “${words}”: ${text}`);
        text += value;
      }
    };
    await said("Waiting for an answer");
    const { pid } = home.server();
    process.kill(pid, "SIGSTOP");
    await said("The wait goes on.");
    process.kill(pid, "SIGCONT");
    const owner = await new LocalSpace({ paths: home.paths, port: undefined }).owner();
    const { sessionId, id } = await until(async () => (await openQuestion(owner)) ?? false);
    await answer(owner, sessionId, id, { action: "approve" });
    expect(await new Response(child.stdout).text()).toBe("approve\n");
  },
  HELD_MS,
);
