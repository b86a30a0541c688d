/** What a command said, and its exit code. */
export type Outcome = { code: number; out: string; err: string };

type Options = {
  cwd?: string | undefined;
  /** All of its environment; left out, that of the tests. */
  env?: Record<string, string> | undefined;
  stdin?: string | undefined;
};

/** Runs a command to its end. */
export async function runCommand(command: string[], { cwd, env, stdin }: Options = {}): Promise<Outcome> {
  const child = Bun.spawn(command, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    stdin: stdin === undefined ? "ignore" : new Blob([stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
  return await outcomeOf(child);
}

type Child = {
  stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  exited: Promise<number>;
};

/** Waits for the end of a command that was started, and reads what is still unread of what it said. */
export async function outcomeOf(child: Child): Promise<Outcome> {
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, out, err };
}
