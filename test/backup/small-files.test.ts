import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeSource } from "../../src/backup/backup-source.ts";
import { type Contents, checkBackup } from "../../src/backup/check-backup.ts";
import { writeBackup } from "../../src/backup/write-backup.ts";
import { pathsIn } from "../../src/config/paths.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";
import { dataFolder } from "./data-folder.ts";
import { homeBackup } from "./home-backup.ts";
import { secretsText } from "./secrets-text.ts";

const ID = "01900000-0000-7000-8000-000000000000";
const { signal } = new AbortController();

const BROKEN: [what: string, name: string, text: string][] = [
  ["empty", "secrets.json", ""],
  ["without anything in it", "secrets.json", "{}"],
  ["of another format", "secrets.json", secretsText().replace('"format": 1', '"format": 2')],
  ["empty", "port", ""],
  ["beyond all ports", "port", "99999\n"],
  ["more than a number", "port", "4456; rm\n"],
  ["no pin", `pins/${ID}.json`, '{"root":"x","entries":[]}'],
  ["a list", "config.json", "[]"],
  ["deeper than settings are", "config.json", '{"open":{"program":"/tmp/evil"}}'],
];

async function checked(folder: TempDir, files: Record<string, string>): Promise<Contents> {
  const [file, into] = [join(folder.path, "backup.tar"), join(folder.path, "into")];
  writeFileSync(file, await homeBackup(files));
  mkdirSync(into);
  return await checkBackup(file, { into, unpack: "databases", signal });
}

test.each(BROKEN)(
  "what is %s is no %s, so the backup is refused with that name",
  async (_what, name, text) => {
    await using folder = await tempDir();
    await expect(checked(folder, { [name]: text })).rejects.toMatchObject({
      code: "storage",
      message: `${join(folder.path, "backup.tar")} holds a damaged ${name}; nothing was changed.`,
    });
  },
);

test.each(BROKEN)(
  "what is %s is no %s, so the folder is not saved, and the file is named",
  async (_what, name, text) => {
    await using folder = await tempDir();
    const [home, file] = [join(folder.path, "home"), join(folder.path, "backup.tar")];
    dataFolder(join(home, "data"));
    mkdirSync(join(home, "pins"));
    writeFileSync(join(home, "secrets.json"), secretsText());
    writeFileSync(join(home, name), text);

    const saved = writeBackup(homeSource(pathsIn(home)), file, { skipMissing: false, signal });

    await expect(saved).rejects.toMatchObject({
      code: "storage",
      message: `${join(home, name)} is damaged; no backup was made.`,
    });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(folder.path)).toEqual(["home"]);
  },
);

test("checked without being restored, a backup leaves its keys nowhere", async () => {
  await using folder = await tempDir();
  await checked(folder, { port: "4456\n", "config.json": '{"log":"error","allowedDirs":["/srv"]}' });
  expect(readdirSync(join(folder.path, "into"))).toEqual(["data"]);
});

test("the settings of a backup that run something or lead elsewhere are told, and no key among them", async () => {
  await using folder = await tempDir();
  const config = {
    open: "/tmp/evil",
    downloadBase: "https://evil.example",
    baseUrl: "https://there.example",
    publicUrl: "https://links.example",
    apiKey: "hlp_self_secret",
    allowedDirs: ["/etc", "/root"],
    log: "error",
    port: 4500,
  };
  const { settings } = await checked(folder, { "config.json": JSON.stringify(config) });
  expect(settings).toEqual([
    'open: hiloop starts the program "/tmp/evil" to show the inbox',
    'downloadBase: new versions of hiloop come from "https://evil.example"',
    'baseUrl: agents work with the server "https://there.example"',
    'publicUrl: links for people and guests lead to "https://links.example"',
    "apiKey: agents work with the key given there, in whoever's space it is",
    'allowedDirs: assistants may upload files from "/etc", "/root"',
  ]);
});

test("settings that run nothing and lead nowhere are not worth a word", async () => {
  await using folder = await tempDir();
  const config = { open: "never", port: 4500, agent: "me", log: "error", maxWait: 60, updateNotice: "never" };
  expect((await checked(folder, { "config.json": JSON.stringify(config) })).settings).toEqual([]);
});
