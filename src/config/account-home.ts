import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";

/** Who else knows users, such as those of a directory service. By absolute paths, because PATH is not to be believed either. */
const USER_DATABASES: Partial<Record<NodeJS.Platform, readonly (readonly [string, string, ...string[]])[]>> =
  {
    darwin: [["/usr/bin/id", "-P"]],
    linux: [
      ["/usr/bin/getent", "passwd"],
      ["/run/current-system/sw/bin/getent", "passwd"],
    ],
  };

/** A directory service may be far away, or down: then its client waits for as long as it is let. */
export const DIRECTORY_PATIENCE_SECONDS = 5;

let known: { home: string | undefined } | undefined;

/**
 * The home folder of this user as the system knows it, whatever HOME says: that variable may come from a cloned repository.
 * Bun's own `userInfo()` and `homedir()` give HOME. Undefined for a user that the system does not know, as in some containers,
 * or does not tell of in time. It is asked once.
 */
export function accountHome(): string | undefined {
  known ??= { home: findHome() };
  return known.home;
}

/** What a program prints that may ask a directory service; empty when it fails, or takes longer than that may. */
export function askDirectory(command: string[], env: Record<string, string>): string {
  const { exitCode, stdout } = Bun.spawnSync(command, {
    env,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: DIRECTORY_PATIENCE_SECONDS * 1000,
    killSignal: "SIGKILL",
  });
  return exitCode === 0 ? stdout.toString() : "";
}

function findHome(): string | undefined {
  const id = process.getuid?.();
  const home = id === undefined ? profileFolder() : (homeIn(readUsers(), id) ?? askForHome(id));
  return home?.startsWith("/") || process.platform === "win32" ? home : undefined;
}

function readUsers(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}

function askForHome(id: number): string | undefined {
  const database = USER_DATABASES[process.platform]?.find(([name]) => existsSync(name));
  if (!database) return undefined;
  const [program, ...args] = database;
  const command = program.endsWith("getent") ? [program, ...args, `${id}`] : [program, ...args];
  return homeIn(askDirectory(command, {}), id);
}

/** Lines of passwd(5), or of macOS with three fields more: the id is the third, the home the last but one. */
function homeIn(lines: string, id: number): string | undefined {
  const users = lines.split("\n").map((line) => line.split(":"));
  return users.find((fields) => fields[2] === `${id}`)?.at(-2);
}

/** Windows says it when USERPROFILE is not there to be believed; Bun takes a deleted variable out of the process there. */
function profileFolder(): string {
  const { USERPROFILE: given } = process.env;
  delete process.env.USERPROFILE;
  try {
    return homedir();
  } finally {
    if (given !== undefined) process.env.USERPROFILE = given;
  }
}
