import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../helpers/temp-dir.ts";

// What install.sh uses of every system; without the programs that it can do without.
const ALWAYS = [
  "cat",
  "chmod",
  "cut",
  "dirname",
  "getconf",
  "grep",
  "gzip",
  "head",
  "ldd",
  "ln",
  "mkdir",
  "mktemp",
];
const MORE = ["od", "mv", "readlink", "rm", "sed", "tar", "tail", "uname", "ls"];

/** A folder of programs to be the whole PATH of what is started. */
export type Toolbox = AsyncDisposable & { path: string; shell: string };

/** With these besides what every system has, but for those it is without; scripts stand for programs of other systems. */
export async function toolbox(
  programs: readonly string[],
  scripts: Record<string, string> = {},
  without: readonly string[] = [],
): Promise<Toolbox> {
  const { path, [Symbol.asyncDispose]: dispose } = await tempDir();
  chmodSync(path, 0o755);
  for (const name of [...ALWAYS, ...MORE, ...programs]) {
    const found = Bun.which(name, { PATH: "/usr/bin:/bin" });
    if (!found) throw new Error(`${name} is not on this machine`);
    if (!(name in scripts || without.includes(name)))
      symlinkSync(found, join(path, name === "busybox" ? "wget" : name));
  }
  for (const [name, body] of Object.entries(scripts)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  // Not busybox: its shell takes its own programs before those in PATH.
  return { path, shell: Bun.which("dash") ?? "/bin/sh", [Symbol.asyncDispose]: dispose };
}
