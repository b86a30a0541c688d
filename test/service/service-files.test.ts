import { expect, test } from "bun:test";
import { join } from "node:path";
import { launchAgent } from "../../src/service/launch-agent.ts";
import { launchd } from "../../src/service/launchd.ts";
import type { Command } from "../../src/service/service-manager.ts";
import { isStamped } from "../../src/service/stamp.ts";
import { systemd } from "../../src/service/systemd.ts";
import { systemdUnit } from "../../src/service/systemd-unit.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const COMMAND: Command = ["/usr/bin/true", "serve", "--data", `/srv/a b%h $HOME "c" 'd' \\n <&>;é日`];

const analyzeTest = Bun.which("systemd-analyze") ? test : test.skip;
const python = Bun.which("python3");

function verify(folder: string, file: string) {
  return Bun.spawnSync(["systemd-analyze", "--user", "verify", file], {
    env: { PATH: "/usr/bin:/bin", HOME: folder, XDG_RUNTIME_DIR: folder },
  });
}

analyzeTest("systemd-analyze finds nothing wrong with the unit (skipped where there is none)", async () => {
  await using folder = await tempDir();
  const file = join(folder.path, "hiloop.service");
  await Bun.write(file, systemdUnit(COMMAND));
  const { exitCode, stderr } = verify(folder.path, file);
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  // So that a tool which says nothing to anything is noticed.
  await Bun.write(file, systemdUnit(COMMAND).replace("Type=exec", "Type=nonsense"));
  expect(verify(folder.path, file).stderr.toString()).toContain("nonsense");
});

test("an argument's quotes, backslashes, percent and dollar signs are escaped for ExecStart", () => {
  expect(systemdUnit(["/opt/$x/hiloop", "serve", "--data", `a "b" \\n %h $HOME`])).toContain(
    String.raw`ExecStart=/opt/$x/hiloop serve --data "a \"b\" \\n %%h $$HOME"`,
  );
});

(python ? test : test.skip)(
  "a property list parser reads the arguments back (skipped without python3)",
  async () => {
    await using folder = await tempDir();
    const file = join(folder.path, "agent.plist");
    await Bun.write(file, launchAgent(COMMAND, "/Users/a & b/Library/Logs/hiloop.log"));
    const read = "import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],'rb'))))";
    const { stdout, stderr } = Bun.spawnSync([python ?? "", "-c", read, file]);
    expect(stderr.toString()).toBe("");
    expect(JSON.parse(stdout.toString())).toEqual({
      Label: "com.hi-loop.hiloop",
      ProgramArguments: [...COMMAND],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 5,
      ExitTimeOut: 15,
      Umask: 0o077,
      SoftResourceLimits: { NumberOfFiles: 65_536 },
      StandardOutPath: "/Users/a & b/Library/Logs/hiloop.log",
      StandardErrorPath: "/Users/a & b/Library/Logs/hiloop.log",
    });
  },
);

const plistutil = Bun.which("plistutil");
(plistutil ? test : test.skip)("plistutil takes the property list (skipped without it)", async () => {
  await using folder = await tempDir();
  const file = join(folder.path, "agent.plist");
  await Bun.write(file, launchAgent(COMMAND, "/tmp/log"));
  const { exitCode, stdout } = Bun.spawnSync([plistutil ?? "", "-i", file]);
  expect([exitCode, stdout.subarray(0, 8).toString()]).toEqual([0, "bplist00"]);
});

for (const broken of ["a\nb", "a\u0000b", "a\u2028b", "a\ud800b", "a\ufffdb", "\u001b[31m"]) {
  test(`${JSON.stringify(broken)} is refused in both`, () => {
    for (const write of [systemdUnit, (command: Command) => launchAgent(command, "/log")]) {
      expect(() => write(["/usr/bin/true", "--data", broken])).toThrow(/^A service cannot be given "[^\n]*$/);
    }
  });
}

test("each knows whether a file of its own passes given arguments, and no others", () => {
  const command: Command = ["/usr/bin/hiloop", "serve", "--host", "::1", "--port", "4450", "--data", "/$ %"];
  for (const manager of [systemd("/home/ada"), launchd("/Users/ada", 501)]) {
    const text = manager.describe(command);
    const passed = [
      ["--host", "::1", "--port", "4450"],
      ["--port", "4450"],
      ["--host", "::1"],
    ];
    const others = [["--port", "445"], ["--port", "450"], ["--host", "::1", "--data"], ["host"]];
    expect(passed.filter((args) => !manager.passes(text, args))).toEqual([]);
    expect(others.filter((args) => manager.passes(text, args))).toEqual([]);
  }
});

test("a program with a quote in its path is refused for systemd, which would start nothing", () => {
  const program = "/home/o'neill/hiloop";
  const sentence = `${program} has a quote or backslash in its path, and systemd starts no such program. Move hiloop to another folder.`;
  expect(() => systemdUnit([program, "serve"])).toThrow(expect.objectContaining({ sentence }));
});

test("hiloop knows its own file again, whichever version wrote it, and a changed one is not its own", () => {
  const unit = systemdUnit(COMMAND);
  const plist = launchAgent(COMMAND, "/log");
  expect([isStamped(unit), isStamped(plist)]).toEqual([true, true]);
  const changed = [
    unit.replace("RestartSec=5", "RestartSec=6"),
    `${unit}Nice=5\n`,
    `# mine\n${unit}`,
    unit.trimEnd(),
    plist.replace("65536", "1"),
    "",
    "[Service]\nExecStart=/usr/bin/true\n",
  ];
  expect(changed.filter(isStamped)).toEqual([]);
});
