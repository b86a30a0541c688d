import { mkdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pathsIn } from "../../../src/config/paths.ts";
import { readServerFile } from "../../../src/local/server-file.ts";
import type { Sandbox } from "../../local/sandbox.ts";

/** Namespaces for a mount that nobody else sees; where the system gives none, tests of a full disk cannot run. */
export const canMount = Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0;

/** hiloop's own folder on a disk of its own, seen only by what is started with `enter` before it. */
export type SmallDisk = AsyncDisposable & {
  enter: string[];
  /** The home as it looks from the test's own process. */
  home: Sandbox;
  /** Leaves no byte free, or so many. */
  fill(leftBytes?: number): Promise<void>;
  free(): void;
};

export async function smallDisk(home: Sandbox, size: string): Promise<SmallDisk> {
  mkdirSync(home.paths.home, { mode: 0o700 });
  const script = `mount -t tmpfs -o mode=700,size=${size} tmpfs "$0" && echo mounted && exec cat`;
  const holder = Bun.spawn(["unshare", "-rm", "sh", "-c", script, home.paths.home], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await holder.stdout.getReader().read();
  if (!value) throw new Error("no small disk could be mounted");
  const paths = pathsIn(join("/proc", `${holder.pid}`, "root", home.paths.home));
  const ballast = join(paths.home, "ballast");
  const server = () => {
    const file = readServerFile(paths);
    if (!file) throw new Error(`there is no ${paths.server}`);
    return file;
  };
  return {
    enter: ["nsenter", "--target", `${holder.pid}`, "--user", "--mount", "--preserve-credentials"],
    home: { ...home, paths, server },
    fill: async (leftBytes = 0) => {
      await fillWith(ballast);
      truncateSync(ballast, statSync(ballast).size - leftBytes);
    },
    free: () => rmSync(ballast),
    async [Symbol.asyncDispose]() {
      holder.kill("SIGKILL");
      await holder.exited;
    },
  };
}

async function fillWith(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  try {
    for (const size of [1024 * 1024, 4096, 1]) await appendUntilFull(file, new Uint8Array(size));
  } finally {
    await file.close();
  }
}

async function appendUntilFull(file: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  try {
    while ((await file.write(bytes)).bytesWritten === bytes.length);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}
