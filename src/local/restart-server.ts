import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { isHomeOfAnother } from "../config/own-home.ts";
import { LocalServer } from "./local-server.ts";
import { stopServer } from "./stop-server.ts";

/**
 * Ends the local server, if one runs, and starts it as the hiloop that is installed now. One of another user's, whose home root
 * may have been given, is left alone: nothing in that home is read, and it could not be started again as that user.
 */
export async function restartServer(
  config: Pick<Config, "paths" | "port">,
): Promise<"restarted" | "foreign" | "none"> {
  const { paths } = config;
  if (isHomeOfAnother(paths.home)) return existsSync(paths.server) ? "foreign" : "none";
  const server = new LocalServer(config);
  if (!(await stopServer(server))) return "none";
  await server.start();
  return "restarted";
}
