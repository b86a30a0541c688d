import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { childEnvironment } from "../config/environment.ts";
import type { Paths } from "../config/paths.ts";
import { HiloopError } from "../protocol/error.ts";
import { folderError } from "./folder-error.ts";
import { type Apart, spawnApart } from "./spawn-apart.ts";
import { startCommand } from "./start-command.ts";

const LONGEST_LOG_BYTES = 1_000_000;

export type StartedServer = Pick<Apart, "exitCode" | "letGo"> & {
  /** The last line it left in the log, without hiloop's name. */
  lastWords(): string;
};

/** Starts the local server so that it outlives whoever needed it first, once it is let go. */
export function spawnServer(paths: Paths, port: number | undefined): StartedServer {
  const [command, ...args] = startCommand();
  const log = openLog(paths.log);
  const begin = sizeOf(paths.log);
  try {
    const server = spawnApart([command, ...args, "serve", "--local", "--home", paths.home], {
      cwd: paths.home,
      env: childEnvironment({
        HILOOP_HOME: paths.home,
        ...(port === undefined ? {} : { HILOOP_PORT: String(port) }),
      }),
      stdio: ["ignore", log, log],
    });
    return { ...server, lastWords: () => lastLine(paths.log, begin) };
  } catch (cause) {
    throw new HiloopError("internal", `The local server could not be started by ${command}.`, {
      advice: "Check that this file may be run.",
      cause,
    });
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, sizeOf(path) > LONGEST_LOG_BYTES ? "w" : "a", 0o600);
  } catch (error) {
    throw folderError(error, path);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function lastLine(path: string, begin: number): string {
  const written = readFileSync(path).subarray(begin).toString("utf8");
  const lines = written.split("\n").filter((line) => line.startsWith("hiloop: "));
  return lines.at(-1)?.slice("hiloop: ".length) ?? "";
}
