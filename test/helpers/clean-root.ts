import { chmodSync, copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCommand } from "./run-command.ts";
import { tempDir } from "./temp-dir.ts";

export type CleanRoot = AsyncDisposable & {
  /** Its root folder, as seen from outside; the home inside is `/home/ada`. */
  folder: string;
  /** Runs a command line in it, as a person would type it in their home. */
  run(commandLine: string, env?: Record<string, string>): Promise<{ code: number; out: string; err: string }>;
};

const busybox = Bun.which("busybox");
const curl = Bun.which("curl");
const hasStaticBusybox = busybox !== null && librariesOf(busybox).length === 0;
const canUnshare = Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0;

/** Why there cannot be one here; empty when there can. */
export const NO_CLEAN_ROOT: string = [
  process.platform === "linux" ? "" : "Linux",
  hasStaticBusybox ? "" : "a static busybox",
  curl ? "" : "curl",
  canUnshare ? "" : "unshare",
]
  .filter(Boolean)
  .join(", ");

/**
 * A machine with nothing but sh and curl: busybox, curl, the C library, /dev/null, /proc, /tmp and a home. No git, no Node, no
 * Bun, no package manager.
 */
export async function cleanRoot(executable: string): Promise<CleanRoot> {
  if (!busybox || !curl) throw new Error(`a clean root needs ${NO_CLEAN_ROOT}`);
  const { path: folder, [Symbol.asyncDispose]: dispose } = await tempDir();
  for (const name of ["bin", "dev", "etc", "home/ada", "proc", "tmp"])
    mkdirSync(join(folder, name), { recursive: true });
  chmodSync(join(folder, "tmp"), 0o1777);
  writeFileSync(join(folder, "etc/passwd"), "root:x:0:0::/home/ada:/bin/sh\n");
  writeFileSync(join(folder, "dev/null"), "");
  copyFileSync(realpathSync(busybox), join(folder, "bin/busybox"));
  const applets = Bun.spawnSync([busybox, "--list"]).stdout.toString().trim().split("\n");
  for (const name of applets) if (name !== "busybox") symlinkSync("busybox", join(folder, "bin", name));
  copyFileSync(realpathSync(curl), join(folder, "bin/curl"));
  for (const library of [...librariesOf(curl), ...librariesOf(executable)]) {
    mkdirSync(join(folder, dirname(library)), { recursive: true });
    copyFileSync(realpathSync(library), join(folder, library));
  }
  return {
    folder,
    run: (commandLine, env = {}) => runIn(folder, commandLine, env),
    async [Symbol.asyncDispose]() {
      await runIn(folder, "~/.local/bin/hiloop stop", {});
      await dispose();
    },
  };
}

/** In namespaces of its own, so that the mounts are gone with the last process. Bun's runtime does not start without /proc. */
const ENTER = [
  "unshare",
  "-rm",
  "sh",
  "-c",
  'mount --bind /dev/null "$0/dev/null" && mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"',
];

async function runIn(folder: string, commandLine: string, env: Record<string, string>) {
  return await runCommand([...ENTER, folder, "/bin/sh", "-c", `cd && { ${commandLine}; }`], {
    env: { HOME: "/home/ada", PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...env },
  });
}

/** The shared libraries of a program, its loader among them; none of a static one. */
function librariesOf(program: string): string[] {
  const text = Bun.spawnSync(["ldd", program], { stderr: "ignore" }).stdout.toString();
  return [...text.matchAll(/(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? []);
}
