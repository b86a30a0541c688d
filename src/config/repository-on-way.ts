import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";

const MARKS = [".git", ".hg", ".jj", ".svn"];

/**
 * The folder through which a path leads, among the working folder and the repositories that it lies in: what is there may
 * have been written by whoever a repository was cloned from. Links are followed, the repository's own too. The account's home
 * is never such a folder, nor is anything above it. Undefined when the path leads through none.
 */
export function repositoryOnWay(
  path: string,
  cwd: string,
  accountHome: () => string | undefined,
): string | undefined {
  const passed = identitiesOnWay(path);
  const met = repositoriesAround(cwd).filter((folder) => passed.has(identityOf(folder)));
  if (met.length === 0) return undefined;
  const home = accountHome();
  const own = new Set([parse(cwd).root, ...(home ? withAncestors(home) : [])].map(identityOf));
  return met.find((folder) => !own.has(identityOf(folder)));
}

function repositoriesAround(cwd: string): string[] {
  return withAncestors(cwd).filter(
    (folder) => folder === cwd || MARKS.some((mark) => existsSync(join(folder, mark))),
  );
}

/** Every folder that is passed: of each part of the path, where it really lies and what it lies in. */
function identitiesOnWay(path: string): Set<string> {
  const real = new Set<string>();
  for (const part of withAncestors(resolve(path)).reverse()) {
    try {
      for (const folder of withAncestors(realpathSync(part))) real.add(folder);
    } catch {
      break;
    }
  }
  return new Set([...real].map(identityOf));
}

function withAncestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withAncestors(parent)];
}

/** Not by name: a folder may be mounted twice, and some disks do not tell upper from lower case. */
function identityOf(folder: string): string {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return folder;
  }
}
