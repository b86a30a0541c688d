import { backupFile } from "../../backup/backup-file.ts";
import { dataSource, homeSource } from "../../backup/backup-source.ts";
import type { Contents } from "../../backup/check-backup.ts";
import { contentsFacts, describeContents } from "../../backup/describe-contents.ts";
import { writeBackup } from "../../backup/write-backup.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { folderFlag } from "../folder-flag.ts";
import type { Print } from "../print.ts";

export const command = defineCommand({
  positionals: [{ name: "file", description: "the file to write, which must not be there yet" }],
  flags: {
    data: {
      type: "string",
      hint: "DIR",
      description: "Save only this data folder of hiloop serve (default: all of hiloop's own folder)",
    },
    "skip-missing": {
      type: "boolean",
      description: "Save the rest when the bytes of some attachments are lost",
    },
    json: { type: "boolean", description: "Print JSON" },
    ...HOME_FLAGS,
  },
  run: async ({ data, "skip-missing": skipMissing, json, ...given }, [name = ""], { print, signal }) => {
    const { paths } = configFrom(given);
    const file = backupFile(name);
    const source = data === undefined ? homeSource(paths) : dataSource(folderFlag("--data", data));
    const contents = await writeBackup(source, file, { skipMissing, signal });
    if (json) print.json({ file, ...contentsFacts(contents) });
    else show(print, file, contents);
    return 0;
  },
});

function show(print: Print, file: string, contents: Contents): void {
  print.line(file);
  print.note(`Saved and checked: ${describeContents(contents)}.`);
  const { missing } = contents.manifest;
  if (missing.length > 0) print.note(`Left out, because their bytes are lost: ${missing.join(", ")}.`);
  print.note(
    contents.hasKeys
      ? "It holds the keys of the space: who has this file can read everything in it and act as you."
      : "It holds no keys: who has this file sees who talked and when, but not what.",
  );
}
