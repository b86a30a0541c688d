import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Glob } from "bun";
import { isAlive } from "../../src/local/end-process.ts";
import { until } from "../helpers/until.ts";
import { BINARY, ownPort, type Sandbox, sandbox, serversOf } from "./sandbox.ts";

const SLOW_MS = 60_000;

/** The API keys and the people's devices that the space has. */
async function keysOf(home: Sandbox): Promise<string[]> {
  const { out, err, code } = await home.run(["agent", "list"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out.trim().split("\n");
}

test(
  "clients that start in the same millisecond end with one server, one owner and one space",
  async () => {
    await using home = await sandbox();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => home.run(["agent", "list"])));

    expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual(
      outcomes.map(() => ({ code: 0, err: "" })),
    );
    expect(new Set(outcomes.map(({ out }) => out)).size).toBe(1);
    expect(await keysOf(home)).toHaveLength(1);
    await until(() => serversOf(home.folder).length === 1);
    expect(serversOf(home.folder)).toEqual([home.server().pid]);
    const pin = JSON.parse(readFileSync(await onlyPin(home), "utf8")) as { entries: { kind: string }[] };
    expect(pin.entries.map(({ kind }) => kind)).toEqual(["Device", "", "ApiKey"]);
  },
  SLOW_MS,
);

async function onlyPin(home: Sandbox): Promise<string> {
  const files = await Array.fromAsync(new Glob("*.json").scan(home.paths.pins));
  expect(files).toHaveLength(1);
  return join(home.paths.pins, files[0] ?? "");
}

test("everything that it writes is its owner's alone", async () => {
  await using home = await sandbox();
  await home.run(["demo"]);

  const files = await Array.fromAsync(
    new Glob("**/*").scan({ cwd: home.paths.home, absolute: true, onlyFiles: false, dot: true }),
  );
  expect(files.length).toBeGreaterThan(5);
  const open = [home.paths.home, ...files].filter(
    (path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});

test("no secret stands in the arguments of the server, its environment or its log", async () => {
  await using home = await sandbox({ HILOOP_LOG: "debug" });
  await home.run(["demo"]);
  const { pid } = home.server();
  const secrets = Object.values(JSON.parse(readFileSync(home.paths.secrets, "utf8")) as object).filter(
    (value): value is string => typeof value === "string" && value.length > 40,
  );
  expect(secrets).toHaveLength(4);

  const seen = [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`, home.paths.log].map((path) =>
    readFileSync(path, "utf8"),
  );
  expect(
    secrets.filter((secret) => seen.some((text) => text.includes(secret.replace(/^hl[a-z]+_(self_)?/, "")))),
  ).toEqual([]);
});

test(
  "after kill -9 the next client starts the server again, on the same port and data",
  async () => {
    await using home = await sandbox();
    ownPort(home);
    const before = await keysOf(home);
    const { pid, port } = home.server();
    process.kill(pid, "SIGKILL");
    await until(() => !isAlive(pid));

    expect(await keysOf(home)).toEqual(before);
    expect(home.server().port).toBe(port);
    expect(home.server().pid).not.toBe(pid);
  },
  SLOW_MS,
);

test(
  "with server.json deleted, clients find the running server again",
  async () => {
    await using home = await sandbox();
    const before = await keysOf(home);
    const { pid, port } = home.server();
    rmSync(home.paths.server);

    expect(await keysOf(home)).toEqual(before);
    expect(home.server()).toMatchObject({ pid, port });
  },
  SLOW_MS,
);

test("after a clean stop the next start takes the same port", async () => {
  await using home = await sandbox();
  ownPort(home);
  const before = await keysOf(home);
  const { pid, port } = home.server();
  expect(await home.run(["stop"])).toMatchObject({ code: 0 });

  expect(await keysOf(home)).toEqual(before);
  expect(home.server().port).toBe(port);
  expect(home.server().pid).not.toBe(pid);
});

test("a server whose folder is removed ends by itself", async () => {
  await using home = await sandbox();
  await keysOf(home);
  const { pid } = home.server();
  rmSync(home.paths.home, { recursive: true });

  await until(() => !isAlive(pid));
});

test("a space whose keys were lost is not replaced by a new one", async () => {
  await using home = await sandbox();
  await keysOf(home);
  await home.run(["stop"]);
  rmSync(home.paths.secrets);

  const { code, err } = await home.run(["agent", "list"]);

  expect(code).toBe(1);
  expect(err).toMatch(
    /^hiloop: .* holds the data of a space, but not its keys: .* Restore it from a backup, or .*\n$/,
  );
  expect(existsSync(home.paths.secrets)).toBe(false);
});

test("it ends by itself when it is not used, and leaves no server.json", async () => {
  await using home = await sandbox();
  const server = home.start(["serve", "--local", "--idle-ms", "300"]);

  expect(await server.exited).toBe(0);
  expect(existsSync(home.paths.server)).toBe(false);
  expect(existsSync(home.paths.secrets)).toBe(true);
});

test(
  "an open question keeps it awake until it has expired",
  async () => {
    await using home = await sandbox();
    const server = home.start(["serve", "--local", "--idle-ms", "1500"]);
    await until(() => existsSync(home.paths.server));
    const askedAt = Date.now();
    const { code } = await home.run(["ask", "Still there?", "--timeout", "1", "--expires", "4"]);
    expect(code).toBe(3);

    expect(await server.exited).toBe(0);
    expect(Date.now() - askedAt).toBeGreaterThan(4_000);
  },
  SLOW_MS,
);

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  test(`it ends cleanly on ${signal}`, async () => {
    await using home = await sandbox();
    const server = home.start(["serve", "--local"]);
    await until(() => existsSync(home.paths.server));
    server.kill(signal);

    expect(await server.exited).toBe(0);
    expect(existsSync(home.paths.server)).toBe(false);
  });
}

test.skipIf(!BINARY)(
  "a newer client replaces an older server, and whoever waits there goes on waiting",
  async () => {
    await using home = await sandbox();
    ownPort(home);
    const waiting = home.start(["ask", "Deploy?", "--option", "Approve", "--json"]);
    await until(() => existsSync(home.paths.server) && existsSync(home.paths.pins));
    const older = home.server();
    writeFileSync(home.paths.server, JSON.stringify({ ...older, version: "0.0.1" }));

    const { code } = await home.run(["agent", "list"]);

    expect(code).toBe(0);
    expect(home.server().pid).not.toBe(older.pid);
    expect(home.server().port).toBe(older.port);
    await until(() => !isAlive(older.pid));
    expect(waiting.exitCode).toBeNull();
    waiting.kill("SIGINT");
    expect(await waiting.exited).toBe(130);
  },
  SLOW_MS,
);
