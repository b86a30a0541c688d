import { spawn } from "node:child_process";
import { constants as os } from "node:os";
import { isatty } from "node:tty";
import { findProgram } from "./find-program.ts";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * The program of the npm package: finds the executable of this machine in its own package and becomes it. `resolve` is
 * `require.resolve` of the package. Made into plain JavaScript by the release, for Node 18 and later.
 */
export function launch(resolve: (file: string) => string, args: string[]): void {
  try {
    run(findProgram(resolve), args);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
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
