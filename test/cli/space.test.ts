import { expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { until } from "../helpers/until.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";
import { onTerminal } from "./terminal.ts";

const SLOW_MS = 60_000;

test(
  "an API key is created, shown once, listed, used and revoked",
  async () => {
    await using home = await sandbox();
    const created = await home.run(["agent", "create", "CI", "--json"]);
    const { id, apiKey, baseUrl } = JSON.parse(created.out) as {
      id: string;
      apiKey: string;
      baseUrl: string;
    };
    expect(apiKey).toMatch(/^hlp_self_[0-9a-f]{64}$/);
    expect(created.err).not.toContain(apiKey);

    const remote = { HILOOP_API_KEY: apiKey, HILOOP_BASE_URL: baseUrl };
    const used = await home.run(["status", "--json"], { env: { ...remote, HILOOP_AGENT: "nightly" } });
    expect(JSON.parse(used.out)).toMatchObject({ mode: "self-hosted", agent: "nightly" });
    const listed = await home.run(["agent", "list"]);
    expect(listed.out).toContain(`${id}\tCI\tactive\tnightly\n`);
    expect(listed.out).not.toContain("hlp_self_");

    expect(await home.run(["agent", "revoke", "CI"])).toMatchObject({ code: 0, out: "" });
    const refused = await home.run(["status"], { env: remote });
    expect(refused).toMatchObject({ code: 4, out: "" });
    expect(refused.err).toMatch(/^hiloop: .+\n$/);
    expect((await home.run(["agent", "list"])).out).toContain(`${id}\tCI\trevoked\tnightly\n`);
  },
  SLOW_MS,
);

const REFUSED: [args: string[], env: Record<string, string>, code: number, sentence: RegExp][] = [
  [
    ["agent", "revoke", "nobody"],
    {},
    1,
    /^hiloop: There is no active API key "nobody"\. See hiloop agent list\.\n$/,
  ],
  [
    ["agent", "revoke", "Agents on this computer"],
    {},
    4,
    /^hiloop: "Agents on this computer" is what hiloop itself acts with/,
  ],
  [["agent", "create", ""], {}, 2, /^hiloop: The API key is not valid\. name: expected a name/],
  [
    ["agent", "create", "CI"],
    { HILOOP_API_KEY: `hlp_self_${"0".repeat(64)}`, HILOOP_BASE_URL: "http://127.0.0.1:9" },
    4,
    /^hiloop: An API key cannot be created with an API key: that is for people\. .*Agents page of http:\/\/127\.0\.0\.1:9/,
  ],
  [["open", "--link"], {}, 4, /^hiloop: A sign-in link is shown on a terminal only\./],
  [["open"], {}, 1, /^hiloop: No browser can be opened from here: HILOOP_OPEN is never\. Run hiloop open /],
];

for (const [args, env, code, sentence] of REFUSED) {
  test(`hiloop ${args.join(" ")} is refused in one sentence`, async () => {
    await using home = await sandbox();
    const outcome = await home.run(args, { env });
    expect(outcome.code).toBe(code);
    expect(outcome.err).toMatch(sentence);
  });
}

test(
  "status wakes nothing; stop says what it did",
  async () => {
    await using home = await sandbox();
    const status = async () => JSON.parse((await home.run(["status", "--json"])).out) as object;
    expect(await status()).toMatchObject({ mode: "local", server: "asleep", home: home.paths.home });
    expect(existsSync(home.paths.home)).toBe(false);
    expect((await home.run(["stop"])).err).toBe("No local server is running.\n");

    await home.run(["demo"]);
    const { pid, port } = home.server();
    expect(await status()).toMatchObject({
      server: "running",
      address: `http://127.0.0.1:${port}`,
      pid,
      inboxConnected: false,
      sessionsWaiting: 0,
    });
    expect((await home.run(["stop"])).err).toBe(
      "Stopped the local server. It starts again when it is needed.\n",
    );
    expect(existsSync(home.paths.server)).toBe(false);
  },
  SLOW_MS,
);

test(
  "on a terminal lists are tables with a head",
  async () => {
    await using home = await sandbox();
    const run = onTerminal(home, ["agent", "list"]);
    expect(await run.ended).toBe(0);
    expect(run.shown()).toMatch(
      /^ID {34,}NAME {20,}STATUS {2}USED BY\n[0-9a-f-]{36} {2}Agents on this computer {2}active\n$/,
    );
  },
  SLOW_MS,
);

test(
  "on a terminal hiloop open --link shows a link that signs in",
  async () => {
    await using home = await sandbox();
    const run = onTerminal(home, ["open", "--link"]);
    expect(await run.ended).toBe(0);
    expect(run.shown()).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/join#hlu_[0-9a-f]{64}\nThis link signs one browser in/,
    );
  },
  SLOW_MS,
);

test("serve leaves the setup link in a private file when no terminal is there", async () => {
  await using home = await sandbox();
  const { out, err, data } = await served(home);
  expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(err).not.toContain("/setup#");
  const link = join(data, "setup-link");
  expect(statSync(link).mode & 0o777).toBe(0o600);
  expect(readFileSync(link, "utf8")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{43}\n$/);
});

/** Runs `hiloop serve` until it has said all, then ends it. */
async function served(home: Sandbox): Promise<{ out: string; err: string; data: string }> {
  const data = join(home.folder, "data");
  const child = home.start(["serve", "--port", "0", "--data", data]);
  await until(() => existsSync(join(data, "setup-link")));
  const out = new TextDecoder().decode((await child.stdout.getReader().read()).value);
  child.kill("SIGTERM");
  const [err, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  expect(code).toBe(0);
  return { out, err, data };
}

test(
  "on a terminal serve shows the setup link",
  async () => {
    await using home = await sandbox();
    const run = onTerminal(home, ["serve", "--port", "0", "--data", join(home.folder, "data")]);
    await until(() => /\/setup#[\w-]{43}\n/.test(run.shown()));
    run.type("\u0003");
    expect(await run.ended).toBe(0);
    expect(existsSync(join(home.folder, "data", "setup-link"))).toBe(false);
  },
  SLOW_MS,
);

test("a second server on the same data, and on a port that is taken, is one sentence", async () => {
  await using home = await sandbox();
  const data = join(home.folder, "data");
  const child = home.start(["serve", "--port", "0", "--data", data]);
  const url = new TextDecoder().decode((await child.stdout.getReader().read()).value).trim();

  const second = await home.run(["serve", "--port", "0", "--data", data]);
  const taken = await home.run(["serve", "--port", new URL(url).port, "--data", join(home.folder, "other")]);

  expect(second).toMatchObject({ code: 2, out: "" });
  expect(second.err).toMatch(/^hiloop: Another hiloop server already works on this data folder\. .*\n$/);
  expect(taken).toMatchObject({ code: 2, out: "" });
  expect(taken.err).toMatch(/^hiloop: Port \d+ on 127\.0\.0\.1 cannot be listened on\. .*--port\.\n$/);
  child.kill();
  await child.exited;
});
