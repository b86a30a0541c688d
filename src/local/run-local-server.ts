import { existsSync } from "node:fs";
import { createSpace } from "../client/space.ts";
import type { Config } from "../config/config.ts";
import type { Paths } from "../config/paths.ts";
import { log } from "../log.ts";
import { toBase64Url } from "../protocol/bytes.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";
import { filePins } from "./file-pins.ts";
import { type LocalSecrets, localSecrets } from "./local-secrets.ts";
import { ensurePrivateFolder, replaceFile } from "./private-files.ts";
import { prove } from "./prove.ts";
import { sweepRedirectFiles } from "./redirect-file.ts";
import {
  addressOf,
  readServerFile,
  removeServerFile,
  type ServerFile,
  writeServerFile,
} from "./server-file.ts";
import { keptPort, type StartServer, startAlone } from "./start-alone.ts";

const IDLE_MS = 30 * 60 * 1000;
const CARE_EVERY_MS = 1_000;
/**
 * All assistants of a computer share one key. Each browser that is opened for its only person is a change of the roster, and one
 * that forgets between two openings leaves a device each time, which nobody could sign in again to take out.
 */
const LIMITS = { waitsPerKey: 1_000, rosterChangesPerHour: 1_000, keysPerMember: Number.POSITIVE_INFINITY };
/** A busy computer may be slow while a server starts; nobody else can be meant, so there is no hurry. */
const SELF_CHECK_MS = 30_000;

export type LocalServerOptions = {
  config: Pick<Config, "paths" | "port">;
  start: StartServer;
  signal: AbortSignal;
  idleMs?: number | undefined;
};

/**
 * The local server's own process: from the lock, which the data folder holds, to its end. Gives the exit code.
 * `server.json` is written last, so that whoever reads it finds a server that has its space.
 */
export async function runLocalServer({ config, start, signal, idleMs }: LocalServerOptions): Promise<number> {
  const { paths } = config;
  ensurePrivateFolder(paths.home);
  const secrets = localSecrets(paths);
  const end = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => end.resolve());
  const challengeKey = crypto.getRandomValues(new Uint8Array(32));
  const running = await startAlone(config, start, {
    dataDir: paths.data,
    hostname: "127.0.0.1",
    version: VERSION,
    challengeKey,
    setupToken: secrets.setupToken,
    idleMs: idleMs ?? IDLE_MS,
    onIdle: () => end.resolve(),
    limits: LIMITS,
  });
  if (!running) return 0;
  const file = {
    pid: process.pid,
    port: running.port,
    version: VERSION,
    challengeKey: toBase64Url(challengeKey),
  };
  try {
    await setUp(paths, file, secrets);
    if (keptPort(paths.port) !== file.port) replaceFile(paths.port, `${file.port}\n`);
    writeServerFile(paths, file);
    const care = setInterval(() => takeCare(paths, file, () => end.resolve()), CARE_EVERY_MS);
    await end.promise;
    clearInterval(care);
  } finally {
    // First the file, so that nobody finds a server that is about to end.
    removeServerFile(paths, file);
    await running.stop();
  }
  return 0;
}

async function setUp(paths: Paths, file: ServerFile, secrets: LocalSecrets): Promise<void> {
  const health = await prove(file, { patienceMs: SELF_CHECK_MS });
  if (!health) throw new HiloopError("internal", "The local server does not answer itself.");
  if (health.setUp) return;
  // Somebody has seen this very space: an empty one in its place would hide that everything in it is gone.
  if (await filePins(paths).load(secrets.spaceId)) throw dataLost(paths);
  await createSpace({
    connection: { baseUrl: addressOf(file) },
    setupToken: secrets.setupToken,
    spaceId: secrets.spaceId,
    at: secrets.at,
    spaceSeed: secrets.spaceSeed,
    owner: {
      secret: secrets.device,
      memberId: secrets.ownerId,
      name: secrets.ownerName,
      label: "This computer",
    },
    apiKeys: [{ secret: secrets.apiKey, memberId: secrets.agentId, name: "Agents on this computer" }],
  });
}

function dataLost({ home, data }: Paths): HiloopError {
  return new HiloopError(
    "storage",
    `${home} holds the keys of a space, but ${data} holds no space any more.`,
    {
      advice: "Restore it from a backup, or move the whole folder away to begin a new space.",
    },
  );
}

/** A deleted `server.json` is written again; with the whole folder gone there is nothing left to serve. */
function takeCare(paths: Paths, file: ServerFile, end: () => void): void {
  if (!existsSync(paths.secrets) || !existsSync(paths.data)) {
    end();
    return;
  }
  try {
    sweepRedirectFiles(paths.open);
    if (readServerFile(paths)?.challengeKey !== file.challengeKey) writeServerFile(paths, file);
  } catch (error) {
    // A full disk or the like: those who know this server go on using it.
    log.warn(toHiloopError(error).sentence);
  }
}
