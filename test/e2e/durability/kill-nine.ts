import { prove } from "../../../src/local/prove.ts";
import { readServerFile, type ServerFile } from "../../../src/local/server-file.ts";
import type { Sandbox } from "../../local/sandbox.ts";

const LOOK_EVERY_MS = 5;

/** Kills the local server as a power cut would end it; gives what it was. */
export async function killServer(home: Sandbox): Promise<ServerFile> {
  const server = home.server();
  process.kill(server.pid, "SIGKILL");
  // Not its process id: a parent that is stopped keeps that.
  while (await prove(server)) await Bun.sleep(LOOK_EVERY_MS);
  return server;
}

/** Waits for the server that somebody starts in place of a killed one. */
export async function serverAfter(home: Sandbox, killed: ServerFile): Promise<ServerFile> {
  for (;;) {
    const file = readServerFile(home.paths);
    if (file && file.challengeKey !== killed.challengeKey && (await prove(file))) return file;
    await Bun.sleep(LOOK_EVERY_MS);
  }
}
