import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { type Paths, pathsIn } from "../../src/config/paths.ts";
import { type ServerFile, ServerFileSchema } from "../../src/local/server-file.ts";
import { freePort } from "../helpers/free-port.ts";
import { type Outcome, outcomeOf } from "../helpers/run-command.ts";

const ROOT = join(import.meta.dir, "..", "..");

/** The executable where there is one, else the sources. */
export const BINARY = process.env.HILOOP_TEST_BINARY;
export const PROGRAM: string[] = BINARY ? [BINARY] : [process.execPath, join(ROOT, "src", "main.ts")];

export type RunOptions = { env?: Record<string, string>; cwd?: string; stdin?: string; program?: string[] };

/** An empty home of one test. Leaving it ends every server that was started in it. */
export type Sandbox = AsyncDisposable & {
  folder: string;
  /** Where commands are run, unless a test says otherwise: beside the home, for a home inside it is refused. */
  work: string;
  paths: Paths;
  env: Record<string, string>;
  start(args: string[], options?: RunOptions): Bun.Subprocess<"pipe", "pipe", "pipe">;
  run(args: string[], options?: RunOptions): Promise<Outcome>;
  /** What `server.json` says; throws when there is none. */
  server(): ServerFile;
};

export async function sandbox(extra: Record<string, string> = {}): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), "hiloop-sandbox-"));
  const paths = pathsIn(join(folder, ".hiloop"));
  const work = await mkdtemp(join(tmpdir(), "hiloop-work-"));
  const env = { HOME: folder, PATH: "/usr/local/bin:/usr/bin:/bin", HILOOP_OPEN: "never", ...extra };
  const children: Bun.Subprocess[] = [];
  const start: Sandbox["start"] = (args, options = {}) => {
    const child = Bun.spawn([...(options.program ?? PROGRAM), ...args], {
      cwd: options.cwd ?? work,
      env: { ...env, ...options.env },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    children.push(child);
    return child;
  };
  return {
    folder,
    work,
    paths,
    env,
    start,
    async run(args, options = {}) {
      const child = start(args, options);
      if (options.stdin) child.stdin.write(options.stdin);
      child.stdin.end();
      return await outcomeOf(child);
    },
    server() {
      if (!existsSync(paths.server)) throw new Error(`there is no ${paths.server}`);
      // Not as hiloop reads it, which takes no other user's.
      return v.parse(ServerFileSchema, JSON.parse(readFileSync(paths.server, "utf8")));
    },
    async [Symbol.asyncDispose]() {
      // First the clients: one that waits would start its server again.
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.exited));
      for (const pid of serversOf(folder)) process.kill(pid, "SIGKILL");
      for (const path of [folder, work]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Gives a home a port as if its server had had it before; else it takes one of the few that every home tries. */
export function ownPort({ paths }: Sandbox, port = freePort()): void {
  mkdirSync(paths.home, { mode: 0o700 });
  writeFileSync(paths.port, `${port}\n`, { mode: 0o600 });
}

/** The local servers whose home lies in a folder, by their environment. */
export function serversOf(folder: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isServerOf(pid, folder)).map(Number);
}

function isServerOf(pid: string, folder: string): boolean {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return args.includes("--local") && environment.includes(`HILOOP_HOME=${join(folder, ".hiloop")}`);
  } catch {
    return false;
  }
}
