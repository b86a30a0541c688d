import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { TargetName } from "./targets.ts";

const UNKNOWN = "unknown";

/** Where the publisher's minisign public key lies. Without it a build cannot check a release, and `hiloop upgrade` says so. */
export const RELEASE_KEY_FILE = join("scripts", "release", "minisign.pub");

export type StampOptions = {
  target: TargetName;
  /** Instead of the version in package.json: for the made-up releases of the tests. */
  version?: string | undefined;
  /** A minisign public key file, instead of the publisher's. */
  releaseKeyFile?: string | undefined;
};

/** The constants `src/version.ts` reads. All come from the sources, never from the clock, so that equal sources give equal binaries. */
export function buildStamp(root: string, options: StampOptions): Record<string, string> {
  const { commit, date } = commitOf(root);
  const constants = {
    HILOOP_VERSION: versionOf(options),
    HILOOP_COMMIT: commit,
    HILOOP_DATE: date,
    HILOOP_TARGET: options.target,
    HILOOP_RELEASE_KEY: releaseKey(options.releaseKeyFile ?? join(root, RELEASE_KEY_FILE)),
    HILOOP_REPOSITORY: REPOSITORY,
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}

export function versionOf({ version }: StampOptions): string {
  return version ?? packageJson.version;
}

/** The address of the repository, as people open it. */
export const REPOSITORY = packageJson.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

/** What was committed last: its abbreviated hash (with `-dirty` where files differ from it) and its time. */
export function commitOf(root: string): { commit: string; date: string } {
  if (!existsSync(join(root, ".git"))) return { commit: UNKNOWN, date: UNKNOWN };
  const commit = git(root, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*");
  const seconds = git(root, "log", "-1", "--format=%ct");
  return {
    commit: commit ?? UNKNOWN,
    date: seconds ? new Date(Number(seconds) * 1000).toISOString() : UNKNOWN,
  };
}

/** A minisign public key file is a comment and the key, one line each. */
function releaseKey(file: string): string {
  if (!existsSync(file)) return "";
  const key = readFileSync(file, "utf8").split("\n")[1]?.trim() ?? "";
  if (/^RW[A-Za-z0-9+/]{54}$/.test(key)) return key;
  throw new Error(`${file} is not a minisign public key: make one with minisign -G.`);
}

function git(root: string, ...args: string[]): string | undefined {
  const command = Bun.which("git");
  if (!command) return undefined;
  const { exitCode, stdout } = Bun.spawnSync([command, ...args], { cwd: root, stderr: "ignore" });
  return exitCode === 0 ? stdout.toString().trim() : undefined;
}
