import { prove } from "../../../src/local/prove.ts";
import { readServerFile, type ServerFile } from "../../../src/local/server-file.ts";
import { until } from "../../helpers/until.ts";
import type { Sandbox } from "../../local/sandbox.ts";

/** Kills the local server as a power cut would end it; gives what it was. */
export async function killServer(home: Sandbox): Promise<ServerFile> {
  const server = home.server();
  process.kill(server.pid, "SIGKILL");
  // Not its process id: a parent that is stopped keeps that.
  await until(async () => !(await prove(server)));
  return server;
}

/** Waits for the server that somebody starts in place of a killed one. */
export function serverAfter(home: Sandbox, killed: ServerFile): Promise<ServerFile> {
  return until(async () => {
    const file = readServerFile(home.paths);
    return file && file.challengeKey !== killed.challengeKey && (await prove(file)) ? file : undefined;
  });
}
