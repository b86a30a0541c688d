import { closeSync, openSync, readSync } from "node:fs";
import type { Build } from "bun";

export type Target = {
  bun: Build.CompileTarget;
  /** As Node and npm name them (`process.platform`, `process.arch`). */
  platform: "linux" | "darwin" | "win32";
  arch: "x64" | "arm64";
  libc?: "glibc" | "musl";
  executable: "hiloop" | "hiloop.exe";
  archive: "tar.gz" | "zip";
};

const UNIX = { executable: "hiloop", archive: "tar.gz" } as const;
const WINDOWS = { platform: "win32", executable: "hiloop.exe", archive: "zip" } as const;

/** What hiloop is built for. The names are those of the archives, and what `hiloop upgrade` asks for. */
export const TARGETS = {
  "linux-x64": { bun: "bun-linux-x64", platform: "linux", arch: "x64", libc: "glibc", ...UNIX },
  "linux-arm64": { bun: "bun-linux-arm64", platform: "linux", arch: "arm64", libc: "glibc", ...UNIX },
  "linux-x64-musl": { bun: "bun-linux-x64-musl", platform: "linux", arch: "x64", libc: "musl", ...UNIX },
  "linux-arm64-musl": {
    bun: "bun-linux-arm64-musl",
    platform: "linux",
    arch: "arm64",
    libc: "musl",
    ...UNIX,
  },
  "darwin-x64": { bun: "bun-darwin-x64", platform: "darwin", arch: "x64", ...UNIX },
  "darwin-arm64": { bun: "bun-darwin-arm64", platform: "darwin", arch: "arm64", ...UNIX },
  "windows-x64": { bun: "bun-windows-x64", arch: "x64", ...WINDOWS },
  "windows-arm64": { bun: "bun-windows-arm64", arch: "arm64", ...WINDOWS },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS).filter(isTargetName);

export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(TARGETS, name);
}

/** The target of the machine that builds. */
export function hostTarget(): TargetName {
  const libc = process.platform === "linux" ? (runsOnMusl() ? "musl" : "glibc") : undefined;
  const found = TARGET_NAMES.find((name) => {
    const target: Target = TARGETS[name];
    return target.platform === process.platform && target.arch === process.arch && target.libc === libc;
  });
  if (found) return found;
  throw new Error(`hiloop is not built for ${process.platform}-${process.arch}.`);
}

/** Which C library the running Bun was linked with: its ELF interpreter, named within the first page, says so. */
function runsOnMusl(): boolean {
  const page = Buffer.alloc(4096);
  const file = openSync(process.execPath, "r");
  try {
    readSync(file, page, 0, page.length, 0);
  } finally {
    closeSync(file);
  }
  return page.includes("/ld-musl-");
}
