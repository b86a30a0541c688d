import { pause } from "../client/connection.ts";
import { HiloopError } from "../protocol/error.ts";
import { endProcess, isAlive } from "./end-process.ts";
import type { LocalServer } from "./local-server.ts";
import { serverIsSilent } from "./silent-server.ts";

const END_PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Ends the local server and waits until it has; false when none ran. Throws when it does not end, or does not even answer. */
export async function stopServer(server: LocalServer): Promise<boolean> {
  const running = await server.find();
  if (!running) {
    const silent = await server.findSilent();
    if (silent) throw serverIsSilent(silent);
    return false;
  }
  endProcess(running.pid);
  const deadline = Date.now() + END_PATIENCE_MS;
  while (isAlive(running.pid)) {
    if (Date.now() > deadline) {
      throw new HiloopError("unavailable", `The local server (process ${running.pid}) does not end.`, {
        advice: `End it by force; nothing that it acknowledged is lost: kill -9 ${running.pid}`,
      });
    }
    await pause(LOOK_EVERY_MS);
  }
  return true;
}
