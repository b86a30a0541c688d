import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { BINARY } from "../helpers/binary.ts";
import { type Outcome, outcomeOf } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";

export const ROOT = resolve(import.meta.dir, "../..");
export const INSTALL = join(ROOT, "install.sh");

export type How = {
  shell?: string[] | undefined;
  /** Besides HOME and PATH; undefined takes one of those away. */
  env?: Record<string, string | undefined>;
  /** What starts the shell: another user, another view of the disk. */
  enter?: string[];
  /** The way of `curl … | sh`: the shell reads the script from its standard input. */
  piped?: boolean;
};

/** A home of its own, with install.sh as a file outside of any checkout. */
export type Room = AsyncDisposable & {
  folder: string;
  bin: string;
  start(args: string[], how?: How): Subprocess<"ignore" | Blob, "pipe", "pipe">;
  install(args: string[], how?: How): Promise<Outcome>;
  /** As if an earlier version had been installed: this executable. */
  putOld(executable?: string): void;
  /** What lies in the folder of the programs, hidden files too. */
  names(bin?: string): string[];
  /** What the installed one says it is. */
  version(bin?: string): string;
};

export async function room(base: string): Promise<Room> {
  const { path: folder, [Symbol.asyncDispose]: dispose } = await tempDir();
  chmodSync(folder, 0o755);
  copyFileSync(INSTALL, join(folder, "install.sh"));
  const usual = join(folder, ".local", "bin");
  const start: Room["start"] = (args, { shell = ["/bin/sh"], env = {}, enter = [], piped = false } = {}) => {
    const all = { HOME: folder, PATH: "/usr/bin:/bin", HILOOP_DOWNLOAD_BASE: base, ...env };
    const script = piped ? ["-s", "--"] : [join(folder, "install.sh")];
    return Bun.spawn([...enter, ...shell, ...script, ...args], {
      cwd: folder,
      env: all,
      stdin: piped ? Bun.file(INSTALL) : "ignore",
      stdout: "pipe",
      stderr: "pipe",
      // A group of its own, for signals as a terminal sends them.
      detached: true,
    });
  };
  return {
    folder,
    bin: usual,
    start,
    install: (args, how) => outcomeOf(start(args, how)),
    putOld: (executable = BINARY) => putOld(executable, usual),
    names: (bin = usual) => (existsSync(bin) ? readdirSync(bin).sort() : []),
    version: (bin = usual) => versionOf(join(bin, "hiloop")),
    [Symbol.asyncDispose]: dispose,
  };
}

function putOld(executable: string, bin: string): void {
  mkdirSync(bin, { recursive: true });
  try {
    linkSync(executable, join(bin, "hiloop"));
  } catch {
    copyFileSync(executable, join(bin, "hiloop"));
  }
  symlinkSync("hiloop", join(bin, "hiloop-mcp"));
}

function versionOf(path: string): string {
  return Bun.spawnSync([path, "--version"], { env: {} }).stdout.toString().trim();
}
