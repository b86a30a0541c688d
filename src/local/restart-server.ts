import type { LocalServer } from "./local-server.ts";
import { stopServer } from "./stop-server.ts";

/** Ends the local server, if one runs, and starts it as the hiloop that is installed now; false when none ran. */
export async function restartServer(server: LocalServer): Promise<boolean> {
  if (!(await stopServer(server))) return false;
  await server.start();
  return true;
}
