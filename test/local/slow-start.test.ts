import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { runLocalServer } from "../../src/local/run-local-server.ts";
import type { StartServer } from "../../src/local/start-alone.ts";
import { startServer } from "../../src/server/start-server.ts";
import { until } from "../helpers/until.ts";
import { sandbox } from "./sandbox.ts";

const SLOW_MS = 60_000;
/** Longer than a client waits for a server's proof. */
const FIRST_ANSWER_AFTER_MS = 2_500;

/** The server behind a network on which its first answer takes long. */
const startSlowly: StartServer = async (options) => {
  const server = await startServer({ ...options, port: 0, serveInbox: false });
  let answered = false;
  const slow = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      if (!answered) await Bun.sleep(FIRST_ANSWER_AFTER_MS);
      answered = true;
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.delete("host");
      const { method } = request;
      const body = method === "GET" ? null : await request.arrayBuffer();
      return fetch(`${server.url}${pathname}${search}`, { method, headers, body });
    },
  });
  const stop = async () => {
    await slow.stop(true);
    await server.stop();
  };
  return { port: slow.port ?? 0, stop };
};

test(
  "the local server waits for its own answer on a computer that is slow at that moment",
  async () => {
    await using home = await sandbox();
    const stopping = new AbortController();
    const config = { paths: home.paths, port: undefined };
    const ended = runLocalServer({ config, start: startSlowly, signal: stopping.signal });
    await Promise.race([ended, until(() => existsSync(home.paths.server))]);
    stopping.abort();
    expect(await ended).toBe(0);
  },
  SLOW_MS,
);
