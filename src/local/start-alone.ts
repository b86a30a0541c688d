import { existsSync, readFileSync } from "node:fs";
import { pause } from "../client/connection.ts";
import type { Config } from "../config/config.ts";
import type { Bytes } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { prove } from "./prove.ts";
import { readServerFile } from "./server-file.ts";
import { isLocked, isPortTaken } from "./start-error.ts";

const FIRST_PORT = 4456;
const PORTS_TRIED = 20;
const LOCK_PATIENCE_MS = 15_000;
const PORT_PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 20;

/** What the local server asks of the server's own `startServer`. */
export type StartOptions = {
  dataDir: string;
  hostname: string;
  version: string;
  challengeKey: Bytes;
  setupToken: string;
  idleMs: number;
  onIdle: () => void;
  limits: { waitsPerKey: number; rosterChangesPerHour: number; keysPerMember: number };
};
export type Running = { port: number; stop(): Promise<void> };
export type StartServer = (options: StartOptions & { port: number }) => Promise<Running>;

/** Starts as soon as no other server holds the data; undefined when another one serves it. */
export async function startAlone(
  config: Pick<Config, "paths" | "port">,
  start: StartServer,
  options: StartOptions,
): Promise<Running | undefined> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await onSomePort(config, (port) => start({ ...options, port }));
    } catch (error) {
      if (!isLocked(error)) throw error;
      const other = readServerFile(config.paths);
      if (other && (await prove(other))) return undefined;
      if (Date.now() > deadline) throw error;
      await pause(LOOK_EVERY_MS);
    }
  }
}

async function onSomePort(
  { paths, port: wanted }: Pick<Config, "paths" | "port">,
  start: (port: number) => Promise<Running>,
): Promise<Running> {
  const kept = wanted ?? keptPort(paths.port);
  const usual = Array.from({ length: PORTS_TRIED }, (_, index) => FIRST_PORT + index);
  const others = wanted ? [] : [...usual, 0];
  const running = kept ? await patiently(() => unlessTaken(start, kept)) : undefined;
  if (running) return running;
  for (const port of others) {
    const there = await unlessTaken(start, port);
    if (there) return there;
  }
  throw new HiloopError("configuration", `Port ${wanted} of this computer cannot be listened on.`, {
    advice:
      "Another program may have it: end that, set HILOOP_PORT to another port, or remove HILOOP_PORT to let hiloop choose.",
  });
}

async function unlessTaken(
  start: (port: number) => Promise<Running>,
  port: number,
): Promise<Running | undefined> {
  try {
    return await start(port);
  } catch (error) {
    if (isPortTaken(error)) return undefined;
    throw error;
  }
}

/** A server that has just ended may hold its port a moment longer than its data, and a browser knows it by the port. */
async function patiently(attempt: () => Promise<Running | undefined>): Promise<Running | undefined> {
  const deadline = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    const running = await attempt();
    if (running || Date.now() > deadline) return running;
    await pause(LOOK_EVERY_MS);
  }
}

/** The port that was taken the last time, for a browser knows this server by it. */
export function keptPort(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const port = Number(readFileSync(path, "utf8").trim());
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
