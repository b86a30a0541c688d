import { homedir } from "node:os";
import { isAbsolute, join, parse, resolve } from "node:path";
import { accountHome } from "./account-home.ts";

/** The files of the local space. The folder depends on HOME alone: MCP clients pass almost no environment on. */
export type Paths = {
  home: string;
  config: string;
  /** Which server runs: pid, port, version, challenge key. */
  server: string;
  /** The stable secrets of the space: its first device, its API key, its setup token. */
  secrets: string;
  /** The port that was taken once, because a browser's identity is per port. */
  port: string;
  data: string;
  log: string;
  pins: string;
  /** Which questions were asked within the hour, so that the same call after a restart goes on waiting. */
  asked: string;
  /** Redirect files that a browser is sent to. */
  open: string;
  /** When hiloop last looked for a newer one, and what it found. */
  update: string;
};

export function pathsIn(home: string): Paths {
  return {
    home,
    config: join(home, "config.json"),
    server: join(home, "server.json"),
    secrets: join(home, "secrets.json"),
    port: join(home, "port"),
    data: join(home, "data"),
    log: join(home, "server.log"),
    pins: join(home, "pins"),
    asked: join(home, "asked"),
    open: join(home, "open"),
    update: join(home, "update.json"),
  };
}

/**
 * The root of the disk for a user whom neither a variable nor the system gives one, as containers do. Without the variable the
 * runtime would ask a directory service by itself, and wait for as long as that takes.
 */
export function userHomeFolder(): string {
  if (process.platform !== "win32" && !process.env.HOME) return accountHome() ?? "/";
  try {
    return homedir();
  } catch {
    return parse(process.execPath).root;
  }
}

/** The folder that hiloop was started in; undefined when it is gone. */
export function startFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** The home where the folder that hiloop was started in is gone: nothing in it is anybody's work by itself. */
export function workingFolder(): string {
  return startFolder() ?? userHomeFolder();
}

/** A path as it was typed, whole. Asked by itself, the runtime would begin at the executable's folder where this one is gone. */
export function wholePath(typed: string): string {
  return isAbsolute(typed) ? resolve(typed) : resolve(process.cwd(), typed);
}

export function defaultHome(userHome: string): string {
  return join(userHome, ".hiloop");
}

/** Every folder that may be hiloop's own here: the one in use, and the usual one of this HOME and of the account. */
export function ownFolders(...inUse: string[]): string[] {
  return [
    ...new Set([
      ...inUse,
      ...[userHomeFolder(), accountHome()].flatMap((home) => (home ? defaultHome(home) : [])),
    ]),
  ];
}

/** Whether the folder is another than the usual one of a home. */
export function homeWasGiven(paths: Paths, userHome: string): boolean {
  return paths.home !== defaultHome(userHome);
}
