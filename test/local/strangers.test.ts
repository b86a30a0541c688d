import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { LocalServer } from "../../src/local/local-server.ts";
import { keptPort } from "../../src/local/start-alone.ts";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { until } from "../helpers/until.ts";
import { ownPort, sandbox } from "./sandbox.ts";

type Stranger = Disposable & { port: number; heard: string[] };

/** A program of somebody else's that answers everything as a hiloop server would, and keeps what it hears. */
function stranger(port = 0): Stranger {
  const heard: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    async fetch(request) {
      const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      heard.push(`${request.method} ${new URL(request.url).pathname}\n${headers}\n${await request.text()}`);
      const proof = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
      return Response.json({ status: "ok", name: "hiloop", version: "9.9.9", setUp: true, proof });
    },
  });
  return { port: server.port ?? 0, heard, [Symbol.dispose]: () => void server.stop(true) };
}

function serverFile(port: number): string {
  const challengeKey = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  return JSON.stringify({ pid: process.pid, port, version: "9.9.9", challengeKey });
}

test("a server that cannot prove itself hears a nonce and nothing else, and another one is started", async () => {
  await using home = await sandbox();
  using other = stranger();
  ownPort(home, other.port);
  writeFileSync(home.paths.server, serverFile(other.port));

  const { code, err } = await home.run(["agent", "list"]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(home.server().port).not.toBe(other.port);
  expect(other.heard.length).toBeGreaterThan(0);
  for (const request of other.heard) {
    expect(request).toStartWith("GET /healthz\n");
    expect(request).not.toMatch(/authorization|x-api-key|hl[pug]_/i);
  }
});

test("another program on the port of the last time hears nothing, and a usual port is taken and kept", async () => {
  await using home = await sandbox();
  using other = stranger();
  ownPort(home, other.port);

  expect(await home.run(["agent", "list"])).toMatchObject({ code: 0 });

  const { port } = home.server();
  expect(port).not.toBe(other.port);
  expect(keptPort(home.paths.port)).toBe(port);
  expect(other.heard).toEqual([]);
});

/** Undefined while some other program has the port. */
function strangerOn(port: number): Stranger | undefined {
  try {
    return stranger(port);
  } catch {
    return undefined;
  }
}

test("a port that was asked for and is taken is one clear sentence", async () => {
  using other = stranger();
  await using home = await sandbox({ HILOOP_PORT: String(other.port) });

  const { code, out, err } = await home.run(["agent", "list"]);

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(
    `hiloop: Port ${other.port} of this computer cannot be listened on. Another program may have it: end that, set HILOOP_PORT to another port, or remove HILOOP_PORT to let hiloop choose.\n`,
  );
  expect(other.heard).toEqual([]);
});

test("a proxy in the environment hears nothing of what goes to this computer", async () => {
  using proxy = stranger();
  const address = `http://127.0.0.1:${proxy.port}`;
  await using home = await sandbox({ HTTP_PROXY: address, http_proxy: address, HTTPS_PROXY: address });

  const { code, err } = await home.run(["demo", "--json"]);

  expect({ code, simulated: err.includes("(simulated)") }).toEqual({ code: 0, simulated: true });
  expect(proxy.heard).toEqual([]);
});

test("a stranger that takes the port of a server that has ended hears a nonce, and no key", async () => {
  await using home = await sandbox();
  ownPort(home);
  await home.run(["agent", "list"]);
  const server = new LocalServer({ paths: home.paths, port: undefined });
  const { baseUrl, fetch: request } = await server.connection();
  await request?.(`${baseUrl}/healthz`, {});
  const { pid, port } = home.server();
  process.kill(pid, "SIGKILL");
  // A process that was killed lets go of its port a moment after it counts as ended.
  using other = await until(() => strangerOn(port));

  const sent = request?.(`${baseUrl}/v1/agent/me`, { headers: { "x-api-key": "hlp_auth_secret" } });

  await expect(sent).rejects.toThrow("the local server is gone");
  expect(other.heard.length).toBe(1);
  expect(other.heard[0]).toStartWith("GET /healthz\n");
  expect(other.heard[0]).not.toMatch(/x-api-key|hlp_auth/i);
});
