import { statSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { LocalServer } from "./local-server.ts";
import { stopServer } from "./stop-server.ts";

/**
 * Ends the local server, if one runs, and starts it as the hiloop that is installed now. One of another user's, whose home root
 * may have been given, is left alone: it could be ended but not started again as that user.
 */
export async function restartServer(
  config: Pick<Config, "paths" | "port">,
): Promise<"restarted" | "foreign" | "none"> {
  const server = new LocalServer(config);
  if (isAnothers(config.paths.home)) return (await server.find()) ? "foreign" : "none";
  if (!(await stopServer(server))) return "none";
  await server.start();
  return "restarted";
}

function isAnothers(folder: string): boolean {
  const self = process.getuid?.();
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  return self !== undefined && owner !== undefined && owner !== self;
}
