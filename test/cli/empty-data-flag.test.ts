import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../backup/data-folder.ts";
import { type Sandbox, sandbox } from "../local/sandbox.ts";

let home: Sandbox;
beforeAll(async () => {
  home = await sandbox();
  dataFolder(join(home.folder, "data"));
  mkdirSync(join(home.folder, "empty"));
  await home.run(["backup", join(home.folder, "data.tar"), "--data", join(home.folder, "data")]);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

const CASES: [args: string[], cwd: string][] = [
  [["serve", "--port", "0", "--data", ""], "empty"],
  [["backup", "../new.tar", "--data", ""], "data"],
  [["restore", "../data.tar", "--data", ""], "empty"],
];

for (const [args, cwd] of CASES) {
  test(`hiloop ${args[0]} takes an empty --data for no folder, not for the one it is run in`, async () => {
    const before = readdirSync(home.folder, { recursive: true }).sort();
    expect(await home.run(args, { cwd: join(home.folder, cwd) })).toEqual({
      code: 2,
      out: "",
      err: "hiloop: --data must name a folder. For example --data /srv/hiloop.\n",
    });
    expect(readdirSync(home.folder, { recursive: true }).sort()).toEqual(before);
  });
}
