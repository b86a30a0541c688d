import packageJson from "../../package.json" with { type: "json" };
import { commitOf } from "../build/stamp.ts";

/** What a release is made from. */
export type Source = {
  version: string;
  description: string;
  /** Abbreviated; `-dirty` behind it where files differ from it. */
  commit: string;
  /** Of the commit. Every date in a release is this one, so that equal sources give equal files. */
  time: Date;
};

/** Reads the checkout. Refuses one with changes that are in no commit: nobody could make that release again. */
export function readSource(root: string, { allowDirty }: { allowDirty: boolean }): Source {
  const { commit, date } = commitOf(root);
  const time = new Date(date);
  if (Number.isNaN(time.getTime())) {
    throw new Error("A release is made from a git checkout: clone the repository, and have git installed.");
  }
  const changes = changedFiles(root);
  if (changes.length > 0 && !allowDirty) {
    const named = changes.slice(0, 5).join(", ");
    throw new Error(
      `${changes.length} files differ from the commit (${named}${changes.length > 5 ? ", …" : ""}): ` +
        "commit or remove them, or make a trial release with --allow-dirty.",
    );
  }
  const { version, description } = packageJson;
  return { version, description, commit, time };
}

function changedFiles(root: string): string[] {
  const { stdout, exitCode } = Bun.spawnSync(["git", "status", "--porcelain", "--untracked-files=all"], {
    cwd: root,
  });
  if (exitCode !== 0) throw new Error(`git status fails in ${root}.`);
  const lines = stdout.toString().split("\n");
  return lines.filter((line) => line !== "").map((line) => line.slice(3));
}
