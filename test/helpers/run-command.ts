/** What a command said, and its exit code. */
export type Run = { code: number; out: string; err: string };

type Options = {
  cwd?: string | undefined;
  /** All of its environment; left out, that of the tests. */
  env?: Record<string, string> | undefined;
  stdin?: string | undefined;
};

/** Runs a command to its end. */
export async function runCommand(command: string[], { cwd, env, stdin }: Options = {}): Promise<Run> {
  const child = Bun.spawn(command, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    stdin: stdin === undefined ? "ignore" : new Blob([stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, out, err };
}
