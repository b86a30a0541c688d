import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { respond } from "../../src/client/send.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { openQuestion } from "../helpers/person.ts";
import { outcomeOf } from "../helpers/run-command.ts";
import { until } from "../helpers/until.ts";
import { ownPort } from "../local/sandbox.ts";
import { type Installed, installed } from "./installed.ts";

const SLOW_MS = 60_000;
const canRelease = Bun.which("minisign") !== null;

let release: MadeUpRelease;
beforeAll(async () => {
  if (canRelease) release = await madeUpRelease("9.0.0", "9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});

async function withServer(version: string): Promise<Installed> {
  const it = await installed(release, version);
  ownPort(it.home);
  await it.run(["demo"]);
  expect(it.home.server().version).toBe(version);
  return it;
}

test.skipIf(!canRelease)(
  "an upgrade and a rollback start the local server again, and whoever waits for an answer gets it",
  async () => {
    await using it = await withServer("9.0.0");
    const { port } = it.home.server();
    const asking = it.home.start(["ask", "Deploy?", "--option", "Approve"], { program: [it.hiloop] });
    const person = await new LocalSpace({ paths: it.home.paths, port: undefined }).owner();
    const question = await until(() => openQuestion(person));

    const upgraded = await it.run(["upgrade"]);
    expect(upgraded).toMatchObject({ code: 0 });
    expect(upgraded.err).toEndWith("The local server was started again as 9.1.0.\n");
    expect(it.home.server()).toMatchObject({ version: "9.1.0", port });

    const rolledBack = await it.run(["upgrade", "--rollback"]);
    expect(rolledBack.err).toEndWith("The local server was started again as 9.0.0.\n");
    expect(it.home.server()).toMatchObject({ version: "9.0.0", port });

    const log = await person.session(question.sessionId);
    await log.sync();
    await respond(log, { questionId: question.id, answer: { action: "approve" }, via: "cli" });
    expect(await outcomeOf(asking)).toMatchObject({ code: 0, out: "approve\n" });
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "a newer hiloop that still runs after a rollback works with the older server, and leaves it alone",
  async () => {
    await using it = await withServer("9.0.0");
    await it.run(["upgrade"]);
    const command = [it.hiloop, "mcp"];
    await using assistant = mcpProcess({ command, cwd: it.home.work, env: it.home.env });
    await assistant.initialize();
    expect(await assistant.call("list_sessions", {})).toHaveProperty("sessions");

    await it.run(["upgrade", "--rollback"]);
    const { pid } = it.home.server();
    expect(await assistant.call("list_sessions", {})).toHaveProperty("sessions");
    expect(it.home.server()).toMatchObject({ version: "9.0.0", pid });

    await it.run(["stop"]);
    expect(await assistant.call("list_sessions", {})).toHaveProperty("sessions");
    expect(it.home.server().version).toBe("9.0.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "a newer client still replaces a server that is older than what is installed",
  async () => {
    await using it = await withServer("9.0.0");
    const { code } = await it.home.run(["open"], { program: [release.executable("9.1.0")] });
    expect(code).toBe(1);
    expect(it.home.server().version).toBe("9.1.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "a rollback to a version that cannot read the data any more says so, and how to go forward",
  async () => {
    await using it = await withServer("9.0.0");
    await it.run(["upgrade"]);
    using database = new Database(join(it.home.paths.data, "hiloop.db"));
    database.run("PRAGMA user_version = 99");

    const { code, err } = await it.run(["upgrade", "--rollback"]);
    expect(code).toBe(0);
    expect(err).toContain(
      "The local server does not start as 9.0.0: The data was written by a newer hiloop (schema 99; ",
    );
    expect(err).toEndWith("To use the other version again: hiloop upgrade --rollback\n");
    expect(it.version()).toBe("9.0.0");
  },
  SLOW_MS,
);

test.skipIf(!canRelease)(
  "without a running server none is started",
  async () => {
    await using it = await installed(release, "9.0.0");
    await it.run(["upgrade"]);
    expect(() => it.home.server()).toThrow("there is no");
  },
  SLOW_MS,
);
