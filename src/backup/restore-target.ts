import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HiloopError } from "../protocol/error.ts";
import { lockDataFolder } from "../store/sqlite/data-lock.ts";
import { inTheWay } from "./backup-error.ts";
import { DATABASE, SECRETS } from "./entry-names.ts";
import { lookAt } from "./look-at.ts";
import { isLeftBehind } from "./put-into.ts";

/** What a killed restore left, and what a volume of its own begins with, are not in the way. */
const NO_CONTENT = [".restoring", "lost+found"];

/** The whole backup, in the folder that it is unpacked in. */
export const UNPACKED = "new";

export type RestoreTarget = {
  folder: string;
  /** Where the backup is unpacked first: beside the folder, or inside one that is there, which may be a volume of its own. */
  workPath: string;
  exists: boolean;
};

/** Throws one sentence unless there is nothing at the target, or an empty folder. `elsewhere` names another one. */
export function restoreTarget(folder: string, elsewhere: string): RestoreTarget {
  const found = lookAt(folder, { followLink: true });
  if (!found && lookAt(folder, { followLink: false }))
    throw inTheWay(`${folder} is a link that leads nowhere.`, `Move it away, or ${elsewhere}`);
  if (!found) return { folder, workPath: `${folder}.restoring`, exists: false };
  if (!found.isDirectory())
    throw inTheWay(`${folder} is there, and is not a folder.`, `Move it away, or ${elsewhere}`);
  const workPath = join(folder, ".restoring");
  if (isLeftBehind(join(workPath, UNPACKED), folder, NO_CONTENT)) return { folder, workPath, exists: true };
  if (isServed(folder) || isServed(join(folder, "data")) || isServed(join(folder, "server")))
    throw inTheWay(
      `A hiloop server works on ${folder} right now.`,
      `Stop it and move the folder away, or ${elsewhere}`,
    );
  const names = readdirSync(folder).filter((name) => !NO_CONTENT.includes(name));
  const hasSpace = [DATABASE, SECRETS, join("data", DATABASE), join("server", DATABASE)].some((name) =>
    existsSync(join(folder, name)),
  );
  const what = hasSpace ? "already holds a space" : `is not empty (it holds ${names.slice(0, 3).join(", ")})`;
  throw inTheWay(`${folder} ${what}.`, `Move it away, or ${elsewhere}`);
}

function isServed(folder: string): boolean {
  const lock = join(folder, "server.lock");
  if (!existsSync(lock)) return false;
  try {
    lockDataFolder(lock)();
    return false;
  } catch (thrown) {
    return thrown instanceof HiloopError && thrown.code === "configuration";
  }
}
