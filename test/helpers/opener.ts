import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "./binary.ts";
import { until } from "./until.ts";

/** A stand-in for the desktop's way to open a file: it only leaves a copy of what it was given, for a test's browser. */
export async function installOpener(home: Home): Promise<{ command: string; opened(): Promise<string> }> {
  const folder = join(home.folder, "opened");
  await mkdir(folder);
  const command = join(home.folder, "opener");
  await Bun.write(
    command,
    `#!/bin/sh\ncp "$1" "${folder}/page.tmp" && mv "${folder}/page.tmp" "${folder}/page.html"\n`,
  );
  await chmod(command, 0o700);
  const page = join(folder, "page.html");
  return {
    command,
    async opened() {
      await until(() => Bun.file(page).exists());
      return `file://${page}`;
    },
  };
}
