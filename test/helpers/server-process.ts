import { join } from "node:path";

export type ServerProcess = AsyncDisposable & {
  url: string;
  /** kill -9, and waits until it is gone. */
  kill: () => Promise<void>;
};

const PROGRAM = join(import.meta.dir, "run-server.ts");

/** A server in a process of its own, to be killed. */
export async function serverProcess(dataDir: string, port: number): Promise<ServerProcess> {
  const child = Bun.spawn([process.execPath, PROGRAM, dataDir, `${port}`], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  if (!value) throw new Error("the server did not start");
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return { url: new TextDecoder().decode(value).trim(), kill, [Symbol.asyncDispose]: kill };
}
