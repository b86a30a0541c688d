import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isAlive } from "../../src/local/end-process.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { SHELLS } from "../helpers/shell.ts";
import { sandbox } from "../local/sandbox.ts";
import { room } from "./room.ts";

const AS_NOBODY =
  process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

let release: MadeUpRelease;
beforeAll(async () => {
  release = await madeUpRelease();
});
afterAll(() => release[Symbol.asyncDispose]());

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test("it ends the local server, removes what it installed, and says where the data is", async () => {
    await using home = await room(release.base);
    await using old = await sandbox();
    home.putOld();
    for (const name of ["hiloop.previous", "other"]) writeFileSync(join(home.bin, name), "");
    for (const name of [".hiloop-install.123456", ".hiloop-upgrade-4711-abcdef"])
      mkdirSync(join(home.bin, name));
    await old.run(["agent", "list"], { program: [join(home.bin, "hiloop")] });
    const { pid } = old.server();

    const env = { HOME: old.folder };
    const { code, out, err } = await home.install(["--uninstall", "--dir", home.bin], { shell, env });

    const data = join(old.folder, ".hiloop");
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `Removed hiloop from ${home.bin}.\nIts sessions and keys are still in ${data}: to remove them too, rm -r "${data}"\n`,
      err: "",
    });
    expect(home.names()).toEqual(["other"]);
    expect(isAlive(pid)).toBe(false);
    expect(old.paths.secrets).toSatisfy((path: string) => Bun.file(path).size > 0);
  });

  test("where nothing is installed, that is one clear sentence", async () => {
    await using home = await room(release.base);

    const results = [
      await home.install(["--uninstall"], { shell, piped: true }),
      await home.install(["--uninstall", "--dir", home.folder], { shell, env: { HOME: undefined } }),
    ];

    expect(results).toEqual(
      [home.bin, home.folder].map((dir) => ({
        code: 1,
        out: "",
        err: `install.sh: No hiloop in ${dir}: choose another --dir.\n`,
      })),
    );
    expect(home.names()).toEqual([]);
  });

  test("without the right to, it is one clear sentence, and hiloop stays", async () => {
    await using home = await room(release.base);
    home.putOld();
    chmodSync(home.bin, 0o555);

    const { code, out, err } = await home.install(["--uninstall"], { shell, enter: AS_NOBODY });

    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: `install.sh: Cannot remove it from ${home.bin} (Permission denied): run this as a user who may write there.\n`,
    });
    expect(home.version()).toMatch(/^hiloop \d/);
    chmodSync(home.bin, 0o755);
  });

  test("a hiloop.previous that is a folder or a script is left", async () => {
    for (const put of [mkdirSync, (path: string) => writeFileSync(path, "#!/bin/sh\n")]) {
      await using home = await room(release.base);
      home.putOld();
      put(join(home.bin, "hiloop.previous"));

      const { code, out, err } = await home.install(["--uninstall"], { shell });

      expect({ code, out, err }).toEqual({ code: 0, out: `Removed hiloop from ${home.bin}.\n`, err: "" });
      expect(home.names()).toEqual(["hiloop.previous"]);
    }
  });
});

const HARD = `it's 100% "R&D" <x>`;
const ESCAPED = HARD.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

test.each([
  [".config/systemd/user/hiloop.service", "bin", "ExecStart=HERE/bin/hiloop serve\n", ""],
  ["xdg/systemd/user/hiloop.service", "bin", "ExecStart=HERE/bin/hiloop serve\n", "xdg"],
  [".config/systemd/user/hiloop.service", "a 100% b", 'ExecStart="HERE/a 100%% b/hiloop" serve\n', ""],
  ["Library/LaunchAgents/com.hi-loop.hiloop.plist", "bin", "\t\t<string>HERE/bin/hiloop</string>\n", ""],
  [
    "Library/LaunchAgents/com.hi-loop.hiloop.plist",
    HARD,
    `\t\t<string>HERE/${ESCAPED}/hiloop</string>\n`,
    "",
  ],
])("a service that runs it (%s, in %j) is to be ended first", async (unit, folder, text, configuration) => {
  await using home = await room(release.base);
  home.putOld();
  const bin = join(home.folder, folder);
  renameSync(home.bin, bin);
  // As it is called is not always where it lies.
  const link = join(home.folder, "link");
  symlinkSync(bin, link);
  const file = join(home.folder, unit);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.replace("HERE", home.folder));
  const env = configuration ? { XDG_CONFIG_HOME: join(home.folder, configuration) } : {};

  for (const dir of [bin, link])
    expect(await home.install(["--uninstall", "--dir", dir], { env })).toEqual({
      code: 1,
      out: "",
      err: `install.sh: It runs as a service: run "${dir.replaceAll('"', '\\"')}/hiloop" serve --uninstall-service first.\n`,
    });

  expect(home.names(bin)).toEqual(["hiloop", "hiloop-mcp"]);
  rmSync(file);
  expect((await home.install(["--uninstall", "--dir", bin], { env })).code).toBe(0);
});

test.each([
  ["another place", "ExecStart=/opt/homebrew/opt/hiloop/bin/hiloop serve\n"],
  ["another name", "ExecStart=HERE/hiloop-other serve\n"],
  ["another name in quotes", 'ExecStart="HERE/hiloop other" serve\n'],
  ["an argument", "ExecStart=/opt/hiloop serve --data HERE/hiloop\n"],
])("a service of another hiloop (%s) is no reason to stay", async (_what, text) => {
  await using home = await room(release.base);
  home.putOld();
  const folder = join(home.folder, ".config", "systemd", "user");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "hiloop.service"), text.replace("HERE", home.bin));

  expect((await home.install(["--uninstall"])).code).toBe(0);
});

test("a link that did not come from here is left: hiloop, and a hiloop-mcp beside ours", async () => {
  await using home = await room(release.base);
  home.putOld();
  rmSync(join(home.bin, "hiloop-mcp"));
  symlinkSync("/usr/bin/env", join(home.bin, "hiloop-mcp"));
  const cellar = join(home.folder, "cellar");
  mkdirSync(cellar);
  symlinkSync(join(home.bin, "hiloop"), join(cellar, "hiloop"));

  const linked = await home.install(["--uninstall", "--dir", cellar]);
  const ours = await home.install(["--uninstall"]);

  expect(linked).toEqual({
    code: 1,
    out: "",
    err: `install.sh: No hiloop in ${cellar}: choose another --dir.\n`,
  });
  expect(home.names(cellar)).toEqual(["hiloop"]);
  expect(ours.code).toBe(0);
  expect(home.names()).toEqual(["hiloop-mcp"]);
});
