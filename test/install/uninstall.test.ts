import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
    mkdirSync(join(home.bin, ".hiloop-install.123456"));
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
      err: `install.sh: Cannot remove it from ${home.bin} (Permission denied).\n`,
    });
    expect(home.version()).toMatch(/^hiloop \d/);
    chmodSync(home.bin, 0o755);
  });
});

test.each([
  [".config/systemd/user/hiloop.service", "ExecStart=PROGRAM serve\n", ""],
  ["xdg/systemd/user/hiloop.service", "ExecStart=PROGRAM serve\n", "xdg"],
  ["Library/LaunchAgents/com.hi-loop.hiloop.plist", "<string>PROGRAM</string>\n", ""],
])("a service that runs it (%s) is to be ended first", async (unit, text, configuration) => {
  await using home = await room(release.base);
  home.putOld();
  const file = join(home.folder, unit);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text.replace("PROGRAM", join(home.bin, "hiloop")));
  const env = configuration ? { XDG_CONFIG_HOME: join(home.folder, configuration) } : {};

  const refused = await home.install(["--uninstall"], { env });

  expect(refused).toEqual({
    code: 1,
    out: "",
    err: `install.sh: It runs as a service (${file}): run ${home.bin}/hiloop serve --uninstall-service first.\n`,
  });
  expect(home.names()).toEqual(["hiloop", "hiloop-mcp"]);
  rmSync(file);
  expect((await home.install(["--uninstall"], { env })).code).toBe(0);
});

test("a service of another hiloop is no reason to stay", async () => {
  await using home = await room(release.base);
  home.putOld();
  const folder = join(home.folder, ".config", "systemd", "user");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "hiloop.service"), "ExecStart=/opt/homebrew/opt/hiloop/bin/hiloop serve\n");

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
