import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { onTerminal } from "../cli/terminal.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { until } from "../helpers/until.ts";
import { type Installed, installed } from "./installed.ts";
import { fileOf, publish } from "./publish.ts";

const SLOW_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const NOTICE = "hiloop 9.1.0 is there (this is 9.0.0): hiloop upgrade\n";
const canRun = Bun.which("minisign") !== null && Bun.which("script") !== null;

let release: MadeUpRelease;
beforeAll(async () => {
  if (!canRun) return;
  release = await madeUpRelease("9.0.0");
  await publish(release, "9.1.0");
}, SLOW_MS);
afterAll(async () => {
  await release?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  release?.setLatest("9.1.0");
  release?.tamper(undefined);
  release?.requests.splice(0);
});

/** With a space, so that there is a folder to remember in. */
async function withSpace(): Promise<Installed> {
  const it = await installed(release, "9.0.0");
  await it.run(["demo"]);
  return it;
}

async function shown(it: Installed, args: string[], env: Record<string, string> = {}): Promise<string> {
  const run = onTerminal({ ...it.home, env: { ...it.home.env, ...env } }, args, [it.hiloop]);
  if (args[0] === "demo") await answerDemo(it, run, args);
  expect(await run.ended).toBe(0);
  return run.shown();
}

/** Presses the key only once the look is over, as a person would, who is slower than any network. */
async function answerDemo(it: Installed, run: ReturnType<typeof onTerminal>, args: string[]): Promise<void> {
  if (args.includes("--answer")) return;
  await until(() => run.shown().includes("Press a to approve"));
  await until(() => known(it).newest === "9.1.0");
  run.type("a");
}

function known(it: Installed): { lookedAt?: number; toldAt?: number; newest?: string } {
  try {
    return JSON.parse(readFileSync(it.home.paths.update, "utf8"));
  } catch {
    return {};
  }
}

function remember(it: Installed, what: object): void {
  writeFileSync(it.home.paths.update, JSON.stringify(what));
}

test.skipIf(!canRun)(
  "a command that waits looks once a day, and tells once a day, in one line at its end",
  async () => {
    await using it = await withSpace();
    expect(await shown(it, ["demo"])).toEndWith(NOTICE);
    expect(release.requests.length).toBe(3);
    expect(statSync(it.home.paths.update).mode & 0o777).toBe(0o600);

    expect(await shown(it, ["demo"])).not.toContain("9.1.0");
    expect(await shown(it, ["status"])).not.toContain("9.1.0");
    expect(release.requests.length).toBe(3);

    remember(it, { ...known(it), toldAt: Date.now() - DAY_MS - 1000 });
    expect(await shown(it, ["status"])).toEndWith(NOTICE);
    expect(release.requests.length).toBe(3);
  },
  SLOW_MS,
);

test.skipIf(!canRun)(
  "what it sends names nobody: its own version and nothing else",
  async () => {
    await using it = await withSpace();
    const sent: Request[] = [];
    await using proxy = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        sent.push(request.clone());
        return new Response(Bun.file(fileOf(release, "9.1.0", request.url.split("/").at(-1) ?? "")));
      },
    });
    await shown(it, ["demo"], { HILOOP_DOWNLOAD_BASE: `http://127.0.0.1:${proxy.port}` });
    expect(sent.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
    for (const { headers } of sent) {
      expect(headers.get("user-agent")).toBe("hiloop/9.0.0");
      const expected = ["accept", "accept-encoding", "connection", "host", "user-agent"];
      expect([...headers.keys()].filter((name) => !expected.includes(name))).toEqual([]);
    }
  },
  SLOW_MS,
);

const SILENT: [name: string, args: string[], env: Record<string, string>][] = [
  ["when it is switched off", ["status"], { HILOOP_UPDATE_NOTICE: "never" }],
  ["in CI", ["status"], { CI: "true" }],
  ["with --json", ["status", "--json"], {}],
  ["by a command that is not for people", ["stop"], {}],
];

for (const [name, args, env] of SILENT) {
  test.skipIf(!canRun)(
    `nothing is told ${name}`,
    async () => {
      await using it = await withSpace();
      remember(it, { lookedAt: 0, toldAt: 0, newest: "9.1.0" });
      expect(await shown(it, args, env)).not.toContain("9.1.0");
      expect(known(it)).toEqual({ lookedAt: 0, toldAt: 0, newest: "9.1.0" });
    },
    SLOW_MS,
  );
}

test.skipIf(!canRun)(
  "nothing is told, nor looked for, where no terminal is, nor by the MCP server",
  async () => {
    await using it = await withSpace();
    remember(it, { lookedAt: 0, toldAt: 0, newest: "9.1.0" });
    expect((await it.run(["demo"])).err).not.toContain("9.1.0");
    const mcp = onTerminal(it.home, ["mcp"], [it.hiloop]);
    mcp.type(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })}\n`);
    await until(() => mcp.shown().includes('"result":{}'));
    mcp.type("\u0004");
    await mcp.ended;
    expect(mcp.shown()).not.toContain("9.1.0");
    expect(release.requests).toEqual([]);
  },
  SLOW_MS,
);

test.skipIf(!canRun)(
  "what is not rightly signed is never told, and not looked at again that day",
  async () => {
    await using it = await withSpace();
    const before = Date.now();
    const bad = Promise.withResolvers<void>();
    release.tamper((path) => {
      if (!path.endsWith(".minisig")) return undefined;
      bad.resolve();
      return new Response("no signature");
    });
    const run = onTerminal(it.home, ["demo"], [it.hiloop]);
    await until(() => run.shown().includes("Press a to approve"));
    await bad.promise;
    run.type("a");
    expect(await run.ended).toBe(0);
    expect(run.shown()).not.toContain("9.1.0");
    expect(known(it).lookedAt).toBeGreaterThanOrEqual(before);
    expect(known(it).newest).not.toBe("9.1.0");
  },
  SLOW_MS,
);

test.skipIf(!canRun)(
  "a server that does not answer delays nothing",
  async () => {
    await using it = await withSpace();
    release.tamper(() => new Promise<Response>(() => undefined));
    const run = await shown(it, ["demo", "--answer", "approve"]);
    expect(run).toContain("Answered by");
    expect(release.requests.length).toBeLessThanOrEqual(1);
  },
  SLOW_MS,
);
