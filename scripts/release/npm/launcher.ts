import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { constants as os } from "node:os";
import { isatty } from "node:tty";
import { hostTarget, TARGETS } from "../../build/targets.ts";
import { NPM_SCOPE } from "../names.ts";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * The program of the npm package: finds the executable of this machine in its own package and becomes it. `resolve` is
 * `require.resolve` of the package. Made into plain JavaScript by the release, for Node 18 and later.
 */
export function launch(resolve: (file: string) => string, args: string[]): void {
  try {
    run(executable(resolve), args);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function executable(resolve: (file: string) => string): string {
  const target = hostTarget();
  const name = `${NPM_SCOPE}/hiloop-${target}`;
  let file: string;
  try {
    file = resolve(`${name}/bin/${TARGETS[target].executable}`);
  } catch {
    throw new Error(
      `the npm package ${name}, which holds the program for this machine, is not installed. ` +
        "npm leaves it out with --omit=optional, and when node_modules comes from another system: " +
        "install hiloop-mcp again, here and without that option.",
    );
  }
  // Before execve, which in some versions of Node aborts the process when it fails.
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw new Error(`${file} may not be executed: install hiloop-mcp again, on a disk that allows programs.`);
  }
  return file;
}

function run(file: string, args: string[]): void {
  // Where there is no other process in between, signals, the terminal and the exit code need nobody to carry them.
  if (process.execve && process.platform !== "win32") process.execve(file, [file, ...args], process.env);
  const child = spawn(file, args, { stdio: "inherit", windowsHide: true });
  child.once("error", (error) => fail(`${file} cannot be started: ${error.message}`));
  const forwards = FORWARDED.map((signal) => {
    const forward = () => {
      // Ctrl-C reaches every process of the terminal by itself; a second one would cut a graceful stop short.
      if (signal !== "SIGINT" || !isatty(0)) child.kill(signal);
    };
    process.on(signal, forward);
    return { signal, forward };
  });
  child.once("exit", (code, signal) => {
    for (const { signal: name, forward } of forwards) process.removeListener(name, forward);
    if (signal === null) process.exit(code ?? 1);
    process.kill(process.pid, signal);
    // Only for a signal that does not end this process, as on Windows.
    process.exitCode = 128 + (os.signals[signal] ?? 0);
  });
}

function fail(problem: string): void {
  process.stderr.write(`hiloop: ${problem}\n`);
  process.exitCode = 1;
}
