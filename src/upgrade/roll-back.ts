import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { versionOf } from "../local/version-of.ts";
import { HiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { previousOf } from "./previous-of.ts";
import { Replacement } from "./replacement.ts";
import { requireOwnPrevious } from "./require-own-previous.ts";
import { settleLeftOvers } from "./staging.ts";
import { isVersion } from "./version-order.ts";

/** Exchanges an executable and the one it replaced; gives the version that is there now. */
export async function rollBack(executable: string): Promise<string> {
  const previous = previousOf(executable);
  settle(executable);
  if (!lstatSync(previous, { throwIfNoEntry: false })?.isFile())
    throw noWayBack(`There is no ${previous} to go back to.`);
  requireOwnPrevious(previous, executable);
  const version = await versionOf([previous], dirname(previous));
  if (version === undefined || !isVersion(version))
    throw noWayBack(`${previous} does not run; nothing was changed.`);
  if (version === VERSION) throw noWayBack(`${previous} is hiloop ${VERSION} as well; nothing was changed.`);
  try {
    using replacement = await Replacement.of(executable, VERSION);
    const next = join(replacement.folder, "next");
    linkOrCopy(previous, next);
    replacement.put(next);
    return version;
  } catch (error) {
    throw folderErrorOf(error, executable);
  }
}

/** What a killed run still holds may be the very version to go back to. */
function settle(executable: string): void {
  try {
    settleLeftOvers(dirname(executable));
  } catch (error) {
    throw folderErrorOf(error, executable);
  }
}

function folderErrorOf(error: unknown, executable: string): unknown {
  return folderError(error, dirname(executable), "install hiloop into a folder of your own");
}

function noWayBack(problem: string): HiloopError {
  return new HiloopError("not_found", problem, {
    advice: "Install a release by its number: hiloop upgrade --version X.Y.Z --allow-downgrade",
  });
}
