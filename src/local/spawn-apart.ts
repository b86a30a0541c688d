const SHELL = "/bin/sh";
/** With something left to do, no shell becomes the program that it runs. */
const RUN_AND_TELL = '"$@"; exit $?';

export type Apart = {
  /** Undefined while it runs; then its exit code. */
  exitCode(): number | undefined;
  exited: Promise<number>;
  /** Ends what stands between: from then on the program is nobody's child. */
  letGo(): Promise<void>;
};

type Options = {
  cwd?: string;
  env: Record<string, string>;
  stdio: ["ignore", number | "ignore", number | "ignore"];
};

/**
 * Starts a program that shall outlive the client of whoever needed it first: some clients signal every descendant of theirs
 * when they end, also one in a session of its own. So it runs below a shell, which gives its exit code until it is let go.
 * Windows and computers without that shell get a detached child.
 */
export function spawnApart(command: readonly [string, ...string[]], options: Options): Apart {
  const below = process.platform !== "win32" && Bun.which(SHELL) !== null;
  // A shell would only end with 126 or 127, which the program may do as well.
  if (below && !Bun.which(command[0], { PATH: options.env.PATH ?? "" })) {
    throw new Error(`${command[0]} is no program that may be run.`);
  }
  const child = Bun.spawn(below ? [SHELL, "-c", RUN_AND_TELL, SHELL, ...command] : [...command], {
    ...options,
    detached: true,
  });
  child.unref();
  return {
    exitCode: () => child.exitCode ?? (child.signalCode ? 1 : undefined),
    exited: child.exited,
    async letGo() {
      if (!below) return;
      child.ref();
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
