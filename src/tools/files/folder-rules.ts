import { isAbsolute, parse, relative, sep } from "node:path";

/** Folders of the system: nothing below them is anybody's work. */
const SYSTEM_TREES = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/proc",
  "/run",
  "/sbin",
  "/sys",
  "/usr/bin",
  "/usr/lib",
  "/usr/sbin",
  "/usr/share",
  "/var/lib",
  "/var/log",
  "/Library",
  "/System",
  "/Applications",
  "/private/etc",
  "C:\\Windows",
  "C:\\Program Files",
  "C:\\Program Files (x86)",
];

/** Folders that hold what belongs to many; a project may lie below them. */
const SYSTEM_FOLDERS = [
  "/home",
  "/mnt",
  "/opt",
  "/private",
  "/private/var",
  "/root",
  "/srv",
  "/usr",
  "/usr/local",
  "/usr/src",
  "/Users",
  "/var",
  "/Volumes",
  "C:\\Users",
];

/** The way from a folder down to a path, as names; undefined when the path does not lie inside. */
export function namesBelow(folder: string, path: string): string[] | undefined {
  const way = relative(folder, path);
  if (way === "") return [];
  const names = way.split(sep);
  return names[0] === ".." || isAbsolute(way) ? undefined : names;
}

/** Whether a folder belongs to the system, the root of the disk included. */
export function isSystemFolder(folder: string): boolean {
  if (parse(folder).root === folder || SYSTEM_FOLDERS.includes(folder)) return true;
  return SYSTEM_TREES.some((tree) => namesBelow(tree, folder) !== undefined);
}

/**
 * Whether a folder that nobody chose on purpose, such as the one a client happened to start in, may be worked in:
 * not the system's, not the home itself nor anything above it, and not a folder of settings such as `~/.ssh`.
 */
export function isWorkFolder(folder: string, home: string): boolean {
  if (isSystemFolder(folder) || namesBelow(folder, home) !== undefined) return false;
  return !namesBelow(home, folder)?.[0]?.startsWith(".");
}
