import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { toBase64Url } from "../protocol/bytes.ts";
import { timestamp } from "../protocol/primitives.ts";
import { FileBlobs } from "../store/blobs.ts";
import { DiskReserve } from "../store/disk-reserve.ts";
import { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import { AgentNames } from "./agent-names.ts";
import type { ServerContext } from "./context.ts";
import { Expiry } from "./expiry.ts";
import { listen } from "./listen.ts";
import { logFailure } from "./log-failure.ts";
import { Presence } from "./presence.ts";
import { RateLimit } from "./rate-limit.ts";
import { DAY_MS, DEFAULT_LIMITS, HOUR_MS } from "./server-limits.ts";
import type { RunningServer, ServerOptions } from "./server-options.ts";
import { Space } from "./space.ts";
import { Streams } from "./streams.ts";
import { Waits } from "./waits.ts";

export type { RunningServer, ServerOptions };

/** Starts the Hiloop service on a data folder, which it keeps to itself until it stops. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const reserve = new DiskReserve(options.dataDir, limits.diskReserveBytes);
  const store = new SqliteStore(join(options.dataDir, "hiloop.db"), reserve);
  let context: ServerContext | undefined;
  try {
    const blobs = new FileBlobs(join(options.dataDir, "attachments"), reserve);
    context = await openContext(options, { store, blobs, limits });
    return await listen(context, options);
  } catch (thrown) {
    context?.waits.stop();
    context?.streams.stop();
    await store.close();
    throw thrown;
  }
}

type Parts = Pick<ServerContext, "store" | "blobs" | "limits">;

async function openContext(options: ServerOptions, parts: Parts): Promise<ServerContext> {
  const { store, blobs, limits } = parts;
  const clock = options.clock ?? Date.now;
  const space = new Space(store.roster);
  await space.load();
  await blobs.sweep(clock() - DAY_MS);
  const now = () => timestamp(clock());
  const streams = new Streams(limits.streamsPerKey, now);
  const presence = new Presence((sessionId, waiting) =>
    streams.publish({ type: "waiting", sessionId, waiting }),
  );
  return {
    store,
    blobs,
    space,
    agentNames: new AgentNames(store.agents, clock, limits.agentsPerApiKey),
    waits: new Waits(limits.waitsPerKey, presence),
    presence,
    streams,
    rosterChanges: new RateLimit(limits.rosterChangesPerHour, clock, HOUR_MS),
    expiry: new Expiry(store.questions, clock, logFailure),
    limits,
    version: options.version,
    publicUrl: options.publicUrl ?? "",
    setupToken: space.isSetUp ? undefined : (options.setupToken ?? randomToken()),
    onSetUp: options.onSetUp,
    challengeKey: options.challengeKey,
    clock,
    now,
  };
}

function randomToken(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
