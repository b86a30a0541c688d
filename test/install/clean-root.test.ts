import { expect, test } from "bun:test";
import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanRoot, NO_CLEAN_ROOT } from "../helpers/clean-root.ts";
import { madeUpRelease } from "../helpers/made-up-release.ts";
import { INSTALL } from "./room.ts";

test.skipIf(NO_CLEAN_ROOT !== "")(
  `on a machine with only curl and sh, it installs and runs (lacks: ${NO_CLEAN_ROOT || "nothing"})`,
  async () => {
    await using release = await madeUpRelease("9.1.0");
    await using machine = await cleanRoot(release.executable("9.1.0"));
    const env = { HILOOP_DOWNLOAD_BASE: release.base };
    copyFileSync(INSTALL, join(machine.folder, "home/ada/install.sh"));

    const musl = join(machine.folder, "lib", "ld-musl-x86_64.so.1");
    writeFileSync(musl, "");
    const asMusl = await machine.run("sh install.sh", env);
    expect(asMusl.err).toMatch(/^install\.sh: There is no hiloop for this system \(linux-\w+-musl\) in /);
    rmSync(musl);

    const first = await machine.run("sh install.sh && ~/.local/bin/hiloop demo", env);

    expect(first.err).toContain("so the demo answers for you: approve (simulated).");
    expect(first.out).toStartWith("Installed hiloop 9.1.0 ");
    expect(first.out).toContain('"command": "/home/ada/.local/bin/hiloop"');
    expect(first.out).toContain("approve");
    expect(first.code).toBe(0);
    expect(readdirSync(join(machine.folder, "home/ada/.local/bin")).sort()).toEqual(["hiloop", "hiloop-mcp"]);
    const status = await machine.run("~/.local/bin/hiloop status --json");
    expect(JSON.parse(status.out)).toMatchObject({ mode: "local", server: "running", version: "9.1.0" });
    const removed = await machine.run("curl -V >/dev/null && sh install.sh --uninstall");
    expect(removed).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(join(machine.folder, "home/ada/.local/bin"))).toEqual([]);
  },
  60_000,
);
