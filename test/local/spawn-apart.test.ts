import { expect, test } from "bun:test";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../src/local/end-process.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { spawnApart } from "../../src/local/spawn-apart.ts";
import { descendantsOf, killTree } from "../helpers/descendants.ts";
import { type McpProcess, mcpProcess } from "../helpers/mcp-client.ts";
import { answer } from "../helpers/person.ts";
import { PROGRAM, type Sandbox, sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;
const BUTTONS = [{ type: "button_group", data: { buttons: [{ label: "Approve", action: "approve" }] } }];

/** A client that holds `hiloop mcp` as its child: `pid` is the client's own. */
async function client(home: Sandbox): Promise<McpProcess> {
  const command = ["/bin/sh", "-c", '"$@"; exit $?', "client", ...PROGRAM, "mcp"];
  const held = mcpProcess({ command, cwd: home.work, env: home.env });
  await held.initialize();
  return held;
}

/** Asks, and goes on once the question is open. */
async function ask(held: McpProcess): Promise<{ session: string; message: string }> {
  const { session_id: session } = await held.call("create_session", { title: "Deploy?" });
  const { message_id: message } = await held.call("send_message", {
    session_id: session,
    components: BUTTONS,
  });
  return { session, message };
}

const SIGNALLED =
  "a client that ends every descendant and every group below it leaves the server, and the answer comes";
test(
  SIGNALLED,
  async () => {
    await using home = await sandbox();
    await using held = await client(home);
    const { session, message } = await ask(held);
    const { pid } = home.server();
    const waiting = held.call("await_response", { session_id: session });
    killTree(held.pid);
    await expect(waiting).rejects.toThrow("stdout ended");
    await held.exited;

    const person = await new LocalSpace({ paths: home.paths, port: undefined }).owner();
    await answer(person, session, message, { action: "approve" });
    await using next = await client(home);
    const given = await next.call("await_response", { session_id: session, after: 0 });

    expect(given).toMatchObject({ status: "answered", response: "approve" });
    expect(home.server().pid).toBe(pid);
  },
  SLOW_MS,
);

test(
  "a browser that a question opened is no descendant of the client",
  async () => {
    await using home = await sandbox();
    const [opener, note] = [join(home.folder, "opener"), join(home.folder, "pid")];
    writeFileSync(opener, `#!/bin/sh\necho $$ >${note}.part\nmv ${note}.part ${note}\nexec sleep 600\n`);
    chmodSync(opener, 0o755);
    home.env.HILOOP_OPEN = opener;
    await using held = await client(home);
    await ask(held);
    const browser = Number(readFileSync(note, "utf8"));
    try {
      expect(descendantsOf(held.pid)).toHaveLength(1);
      killTree(held.pid);
      await held.exited;
      expect(isAlive(browser)).toBe(true);
    } finally {
      process.kill(browser, "SIGKILL");
    }
  },
  SLOW_MS,
);

test("whoever starts a program hears how it ended, or that it cannot be run", async () => {
  const run = (...command: [string, ...string[]]) =>
    spawnApart(command, { env: { PATH: "/usr/bin:/bin" }, stdio: ["ignore", "ignore", "ignore"] });
  const failing = run("sh", "-c", "exit 7");

  expect(await failing.exited).toBe(7);
  expect(failing.exitCode()).toBe(7);
  await failing.letGo();
  expect(() => run("/nowhere/hiloop")).toThrow("/nowhere/hiloop is no program that may be run.");
});
