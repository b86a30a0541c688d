import { lstatSync } from "node:fs";
import { forShell } from "../local/for-shell.ts";
import { HiloopError } from "../protocol/error.ts";

/** What the file system said when a file was to be put in the place of `path`, as one sentence. Other errors come back as they are. */
export function inTheWay(thrown: unknown, path: string, platform = process.platform): unknown {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  const refused = (problem: string, advice: string) =>
    new HiloopError("storage", `${path} ${problem}, so it cannot be replaced; nothing was changed.`, {
      advice,
      cause: thrown,
    });
  if (platform === "win32") {
    const isInUse = code === "EBUSY" || code === "EPERM" || code === "EACCES";
    return isInUse ? refused("is in use or protected", "End what runs it, then try again.") : thrown;
  }
  if (code === "EBUSY") {
    return refused(
      "is a mount of its own",
      "Upgrade it where it is mounted from, or take a newer image of the container.",
    );
  }
  if (code !== "EPERM") return thrown;
  if (isAnothers(path)) return refused("belongs to another user", "Run this command as that user.");
  const unlock = platform === "darwin" ? "chflags nouchg,noschg" : "chattr -i";
  return refused("is protected against changes", `Lift that, then try again: ${unlock} ${forShell(path)}`);
}

/** In a folder open to all, such as /tmp, only its owner may replace a file. */
function isAnothers(path: string): boolean {
  const self = process.getuid?.();
  const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
  return self !== 0 && owner !== undefined && owner !== self;
}
