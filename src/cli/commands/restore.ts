import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interrupted } from "../../backup/backup-error.ts";
import { backupFile } from "../../backup/backup-file.ts";
import { type Contents, checkBackup } from "../../backup/check-backup.ts";
import { contentsFacts, describeContents } from "../../backup/describe-contents.ts";
import { readManifest } from "../../backup/read-manifest.ts";
import { restoreBackup } from "../../backup/restore-backup.ts";
import { type RestoreTarget, restoreTarget } from "../../backup/restore-target.ts";
import type { Paths } from "../../config/paths.ts";
import { folderError } from "../../local/folder-error.ts";
import { HiloopError } from "../../protocol/error.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { folderFlag } from "../folder-flag.ts";
import type { Print } from "../print.ts";
import { usageError } from "../usage-error.ts";

export const command = defineCommand({
  positionals: [{ name: "file", description: "the backup to restore" }],
  flags: {
    data: {
      type: "string",
      hint: "DIR",
      description: "Where the data folder of a server goes, for a backup made with --data",
    },
    check: { type: "boolean", description: "Only check the backup; restore nothing" },
    json: { type: "boolean", description: "Print JSON" },
    ...HOME_FLAGS,
  },
  run: async ({ data, check, json, ...given }, [name = ""], { print, signal, commandName }) => {
    const { paths } = configFrom(given);
    const file = backupFile(name);
    if (check && data !== undefined)
      throw usageError(commandName, "--check restores nothing, so --data says nothing.");
    const target = check ? undefined : await targetOf(file, data, paths);
    const contents = target ? await restoreBackup(file, target, signal) : await look(file, signal);
    if (json)
      print.json({ file, ...(target ? { restoredTo: target.folder } : {}), ...contentsFacts(contents) });
    else if (target) {
      print.line(target.folder);
      print.note(`Restored: ${describeContents(contents)}.`);
    } else print.note(`${file} is whole: ${describeContents(contents)}.`);
    if (!json) warnOf(contents, print);
    return 0;
  },
});

/** The seal finds damage; whoever changes a backup on purpose makes a new one. */
function warnOf({ settings }: Contents, print: Print): void {
  if (settings.length === 0) return;
  print.note("Its config.json has settings that run something or lead elsewhere:");
  for (const setting of settings) print.note(`  ${setting}`);
  print.note(
    "Unless these are your own, remove them from config.json before you use hiloop, and trust nothing else in this backup.",
  );
}

async function targetOf(file: string, data: string | undefined, { home }: Paths): Promise<RestoreTarget> {
  const { kind } = await readManifest(file);
  if (kind === "data" && data !== undefined)
    return restoreTarget(folderFlag("--data", data), "restore to another place with --data DIR.");
  if (kind === "home" && data === undefined)
    return restoreTarget(home, "restore to another place with --home DIR.");
  const [message, advice] =
    kind === "data"
      ? [`${file} is a backup of one server's data folder.`, "Say where it goes: --data DIR."]
      : [
          `${file} is a backup of all of hiloop's own folder.`,
          "Restore it without --data; --home DIR names another place.",
        ];
  throw new HiloopError("invalid_input", message, { advice });
}

function checkFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "hiloop-check-"));
  } catch (thrown) {
    throw folderError(thrown, tmpdir(), "set TMPDIR to another folder");
  }
}

/** Databases are looked into as files, so they are put beside everything else that is temporary. */
async function look(file: string, signal: AbortSignal): Promise<Contents> {
  const into = checkFolder();
  try {
    return await checkBackup(file, { into, unpack: "databases", signal });
  } catch (thrown) {
    throw signal.aborted ? interrupted("check") : thrown;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}
