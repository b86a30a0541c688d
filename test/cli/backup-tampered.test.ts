import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeBackup } from "../backup/home-backup.ts";
import { sandbox } from "../local/sandbox.ts";

const CONFIG = '{"open":"/tmp/evil\\u001b[2J\\u202e","downloadBase":"https://evil.example"}';

test("a restore and a check say which settings of the backup run something or lead elsewhere", async () => {
  await using home = await sandbox();
  const file = join(home.folder, "b.tar");
  writeFileSync(file, await homeBackup({ "config.json": CONFIG }));
  const said = `
  open: hiloop starts the program "/tmp/evil\\u001b[2J\\u202e" to show the inbox
  downloadBase: new versions of hiloop come from "https://evil.example"
Unless these are your own, remove them from config.json before you use hiloop, and trust nothing else in this backup.
`;

  const check = await home.run(["restore", file, "--check"]);
  const restore = await home.run(["restore", file]);

  expect(check.code).toBe(0);
  expect(check.err).toContain(" is whole: 1 session, ");
  expect(check.err).toEndWith(`Its config.json has settings that run something or lead elsewhere:${said}`);
  expect(restore.out).toBe(`${home.paths.home}\n`);
  expect(restore.err).toEndWith(`Its config.json has settings that run something or lead elsewhere:${said}`);
  expect(readFileSync(home.paths.config, "utf8")).toBe(CONFIG);
});
