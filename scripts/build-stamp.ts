import { existsSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };

const UNKNOWN = "unknown";

/** The constants `src/version.ts` reads. All come from the sources, never from the clock, so that equal sources give equal binaries. */
export function buildStamp(root: string): Record<string, string> {
  const [commit, committedAt] = existsSync(join(root, ".git"))
    ? [
        git(root, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"),
        git(root, "log", "-1", "--format=%ct"),
      ]
    : [undefined, undefined];
  return {
    HILOOP_VERSION: JSON.stringify(packageJson.version),
    HILOOP_COMMIT: JSON.stringify(commit ?? UNKNOWN),
    HILOOP_DATE: JSON.stringify(committedAt ? new Date(Number(committedAt) * 1000).toISOString() : UNKNOWN),
  };
}

function git(root: string, ...args: string[]): string | undefined {
  const command = Bun.which("git");
  if (!command) return undefined;
  const { exitCode, stdout } = Bun.spawnSync([command, ...args], { cwd: root, stderr: "ignore" });
  return exitCode === 0 ? stdout.toString().trim() : undefined;
}
