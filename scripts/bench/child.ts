import type { Subprocess } from "bun";

export type ChildOptions = { cwd?: string; env?: Record<string, string | undefined> };

/** Enough for the longest single step, a large file on a slow disk. */
const LINE_TIMEOUT_MS = 120_000;
const END_TIMEOUT_MS = 2_000;
const STDERR_KEPT = 2_000;

/** Groups of processes that have not ended: an interrupted run must leave none behind. */
const running = new Set<number>();
process.on("exit", () => {
  for (const pid of running) killGroup(pid, "SIGKILL");
});

/** A child process that is spoken to in lines and ends with the scope it was started in, its own children included. */
export class Child implements AsyncDisposable {
  readonly pid: number;
  readonly #process: Subprocess<"pipe", "pipe", "pipe">;
  readonly #lines: string[] = [];
  #arrived = Promise.withResolvers<void>();
  #ended = false;
  #stderr = "";

  constructor(command: string[], options: ChildOptions = {}) {
    this.#process = Bun.spawn(command, {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      // A process group of its own: npx starts a shell, which starts the server.
      detached: true,
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: options.env ?? childEnvironment(),
    });
    this.pid = this.#process.pid;
    running.add(this.pid);
    void this.#readLines();
    void this.#readStderr();
  }

  send(line: string): void {
    this.#process.stdin.write(`${line}\n`);
    this.#process.stdin.flush();
  }

  /** The next line of its stdout. Throws, with what it said on stderr, when it ended or stays silent. */
  async line(timeoutMs = LINE_TIMEOUT_MS): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#ended) throw this.#failure("ended");
      let timer: Timer | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadline - performance.now());
      });
      await Promise.race([this.#arrived.promise, late]);
      clearTimeout(timer);
      if (this.#lines.length === 0 && performance.now() >= deadline)
        throw this.#failure("said nothing in time");
    }
  }

  /** Closes its stdin, which is what it should end by, and sees to it that it and its children are gone. */
  async end(): Promise<void> {
    void this.#process.stdin.end();
    const exited = await Promise.race([this.#process.exited, Bun.sleep(END_TIMEOUT_MS)]);
    if (exited === undefined) killGroup(this.pid, "SIGTERM");
    await Promise.race([this.#process.exited, Bun.sleep(END_TIMEOUT_MS)]);
    killGroup(this.pid, "SIGKILL");
    await this.#process.exited;
    running.delete(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  async #readLines(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of this.#process.stdout) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      this.#lines.push(...parts);
      this.#announce();
    }
    this.#ended = true;
    this.#announce();
  }

  async #readStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr)
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_KEPT);
  }

  #announce(): void {
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  #failure(what: string): Error {
    return new Error(`${this.#process.pid} ${what}.${this.#stderr ? `\n${this.#stderr}` : ""}`);
  }
}

/** This process's environment without what would change how Bun starts, and without any hiloop setting. */
export function childEnvironment(changes: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(BUN_|HILOOP_)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), HILOOP_OPEN: "never", NO_PROXY: "127.0.0.1,localhost", ...changes };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
