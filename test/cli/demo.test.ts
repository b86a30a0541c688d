import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listSessions } from "../../src/client/sessions.ts";
import { LocalSpace } from "../../src/local/local-space.ts";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";
import { onTerminal } from "./terminal.ts";

const SLOW_MS = 60_000;
const SHOWN = `An agent asks you:

  Deploy v2.4.1 to production?
  12 new features, 34 bug fixes. All tests passing.

  [approve] Approve
  [reject] Reject
`;

for (const action of ["approve", "reject"]) {
  test(`demo --answer ${action} answers as the person, and says that it is simulated`, async () => {
    await using home = await sandbox();
    const { code, out, err } = await home.run(["demo", "--answer", action]);

    expect({ code, out }).toEqual({ code: 0, out: `${action}\n` });
    expect(err).toStartWith(SHOWN);
    expect(err).toContain(`The demo answers for you: ${action} (simulated).\n`);
    expect(err).toMatch(/Answered by \S+, via demo \(simulated\)\n$/);
  });
}

test("with neither terminal nor display it says so and shows the whole loop", async () => {
  await using home = await sandbox();
  const { code, out, err } = await home.run(["demo", "--json"]);

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    status: "answered",
    response: "approve",
    from: { type: "human", via: "demo (simulated)" },
  });
  expect(err).toContain(
    "There is neither a browser (HILOOP_OPEN is never) nor a terminal here, so the demo answers for you",
  );
});

test("the demo's question is the worked example, word for word", async () => {
  await using home = await sandbox();
  await home.run(["demo"]);
  const owner = await new LocalSpace({ paths: home.paths, port: undefined }).owner();
  const { items } = await listSessions(owner);
  const log = await owner.session(items[0]?.id ?? "");

  expect(log.title).toBe("Deploy v2.4.1 to production?");
  expect(log.items.map(({ kind }) => kind)).toEqual(["Session", "Message", "Response"]);
  const message = log.items[1];
  expect(message?.kind === "Message" && message.components).toEqual([
    { type: "text", data: { content: "12 new features, 34 bug fixes. All tests passing." } },
    {
      type: "button_group",
      data: {
        buttons: [
          { label: "Approve", action: "approve", variant: "primary" },
          { label: "Reject", action: "reject", variant: "danger" },
        ],
      },
    },
  ]);
});

for (const [key, action] of [
  ["a", "approve"],
  ["R", "reject"],
] as const) {
  test(
    `on a terminal the key ${key} answers ${action}`,
    async () => {
      await using home = await sandbox();
      const run = onTerminal(home, ["demo"]);
      await until(() => run.shown().includes("Press a to approve, r to reject."));
      run.type(`x${key}`);

      expect(await run.ended).toBe(0);
      expect(run.shown()).toMatch(new RegExp(`^${action}$`, "m"));
      expect(run.shown()).toMatch(/Answered by \S+, via cli/);
    },
    SLOW_MS,
  );
}

test(
  "Ctrl-C on the terminal ends it with 130",
  async () => {
    await using home = await sandbox();
    const run = onTerminal(home, ["demo"]);
    await until(() => run.shown().includes("Press a to approve, r to reject."));
    run.type("\u0003");

    expect(await run.ended).toBe(130);
  },
  SLOW_MS,
);

test("with a browser it opens the inbox and waits for the person there", async () => {
  await using home = await sandbox();
  withOpener(home);
  const child = home.start(["demo"]);
  const reader = child.stderr.getReader();
  let messages = "";
  while (!messages.includes("Answer there.\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    messages += new TextDecoder().decode(value);
  }
  expect(messages).toMatch(
    /The inbox is open in your browser: http:\/\/127\.0\.0\.1:\d+\/s\/[0-9a-f-]{36}\n/,
  );
  expect(child.exitCode).toBeNull();
  child.kill("SIGINT");
  expect(await child.exited).toBe(130);
});

function withOpener(home: Sandbox): void {
  const opener = join(home.folder, "opener");
  writeFileSync(opener, "#!/bin/sh\nexit 0\n");
  chmodSync(opener, 0o755);
  home.env.HILOOP_OPEN = opener;
}
