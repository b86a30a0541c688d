import { expect, test } from "bun:test";
import { pathsIn } from "../../src/config/paths.ts";
import { type StartOptions, startAlone } from "../../src/local/start-alone.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const OPTIONS: StartOptions = {
  dataDir: "",
  hostname: "127.0.0.1",
  version: "0.0.0-test",
  challengeKey: new Uint8Array(32),
  setupToken: "",
  idleMs: 0,
  onIdle: () => undefined,
  limits: { waitsPerKey: 1, rosterChangesPerHour: 1, keysPerMember: 1 },
};

/** Starts without a kept port, where others have these ports; gives the ports that were tried. */
async function tried(taken: number[]): Promise<number[]> {
  await using folder = await tempDir();
  const ports: number[] = [];
  const config = { paths: pathsIn(folder.path), port: undefined };
  const running = await startAlone(
    config,
    async ({ port }) => {
      ports.push(port);
      if (taken.includes(port)) throw Object.assign(new Error("in use"), { code: "EADDRINUSE" });
      return { port, stop: async () => undefined };
    },
    OPTIONS,
  );
  expect(running?.port).toBe(ports.at(-1));
  return ports;
}

const USUAL = Array.from({ length: 20 }, (_, index) => 4456 + index);

test.each([
  ["the usual port is taken", [], [4456]],
  ["with another program on it, the next one", [4456], [4456, 4457]],
  ["with others on some, the first free one", [4456, 4457, 4459], [4456, 4457, 4458]],
  ["with others on all usual ports, any free one", USUAL, [...USUAL, 0]],
])("%s", async (_name, taken, ports) => {
  expect(await tried(taken)).toEqual(ports);
});
