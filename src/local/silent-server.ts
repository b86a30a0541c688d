import type { Paths } from "../config/paths.ts";
import { HiloopError } from "../protocol/error.ts";
import { isAlive } from "./end-process.ts";
import { addressOf, readServerFile, type ServerFile } from "./server-file.ts";

const PATIENCE_MS = 2_000;

/**
 * The server whose process lives and whose port takes requests, and which answers none: it was stopped, or hangs. It cannot
 * prove itself and so is not used, yet it keeps every other server off the data.
 */
export async function findSilentServer(paths: Pick<Paths, "server">): Promise<ServerFile | undefined> {
  const file = readServerFile(paths);
  return file && isAlive(file.pid) && (await isSilent(file)) ? file : undefined;
}

async function isSilent(file: ServerFile): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await fetch(`${addressOf(file)}/healthz`, { redirect: "error", keepalive: false, signal });
    return false;
  } catch {
    // One that is gone refuses the connection at once.
    return signal.aborted;
  }
}

export function serverIsSilent({ pid }: ServerFile): HiloopError {
  return new HiloopError("unavailable", `The local server (process ${pid}) does not answer.`, {
    advice: `If it stays so, end it by force; nothing that it acknowledged is lost: kill -9 ${pid}`,
  });
}
