import { expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { REPOSITORY } from "../../scripts/build/stamp.ts";
import type { Outcome } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { INSTALL, ROOT } from "./room.ts";

function sh(args: string[], options: { cwd: string; home?: string }): Outcome {
  const env = { PATH: "/usr/bin:/bin", ...(options.home === undefined ? {} : { HOME: options.home }) };
  const { exitCode, stdout, stderr } = Bun.spawnSync(["/bin/sh", ...args], { cwd: options.cwd, env });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

test("the checkout's install.sh, run from elsewhere, builds and installs a binary that runs under both names", async () => {
  await using home = await tempDir();
  const dir = join(home.path, "a folder", "bin");

  const { code, out, err } = sh([INSTALL, "--dir", dir], { cwd: home.path, home: home.path });

  expect(err).not.toContain("install.sh:");
  expect(code).toBe(0);
  expect(readdirSync(dir).sort()).toEqual(["hiloop", "hiloop-mcp"]);
  expect(readlinkSync(join(dir, "hiloop-mcp"))).toBe("hiloop");
  const version = Bun.spawnSync([join(dir, "hiloop"), "--version"], { env: { HOME: home.path } });
  expect(version.stdout.toString()).toContain(packageJson.version);
  expect(out).toContain(`"command": "${join(dir, "hiloop")}", "args": ["mcp", "--profile", "local"]`);
  expect(out).toContain(`export PATH="${dir}:$PATH"`);
}, 60_000);

test("in the checkout too, --version asks for a release", async () => {
  await using home = await tempDir();
  const env = { PATH: "/usr/bin:/bin", HOME: home.path, HILOOP_DOWNLOAD_BASE: "http://127.0.0.1:1" };

  const { stderr } = Bun.spawnSync(["/bin/sh", INSTALL, "--version", "9.9.9"], { env });

  expect(stderr.toString()).toStartWith(
    "install.sh: http://127.0.0.1:1/download/v9.9.9/SHA256SUMS could not be fetched ",
  );
});

test.each([
  [["--force"], "/", "install.sh: unknown argument --force: see sh install.sh --help\n"],
  [["--dir"], "/", "install.sh: --dir needs a value: see sh install.sh --help\n"],
  [["--dir", ""], "/", "install.sh: --dir needs a value: see sh install.sh --help\n"],
  [["--dir", "--uninstall"], "/", "install.sh: Where to (--uninstall)? Say it with --dir DIR.\n"],
  [["--version", "--dir"], "/", "install.sh: --version --dir is not a version such as 0.1.0.\n"],
  [["--version"], "/", "install.sh: --version needs a value: see sh install.sh --help\n"],
  [["--version", "../1"], "/", "install.sh: --version ../1 is not a version such as 0.1.0.\n"],
  [["--version", "1 -o x"], "/", "install.sh: --version 1 -o x is not a version such as 0.1.0.\n"],
  [
    ["--dir", "/dev/null/bin"],
    "/",
    "install.sh: Cannot use /dev/null/bin (Not a directory): choose another --dir.\n",
  ],
  [[], undefined, "install.sh: Where to (HOME is not set)? Say it with --dir DIR.\n"],
  [["--uninstall"], undefined, "install.sh: Where to (HOME is not set)? Say it with --dir DIR.\n"],
])("install.sh %p with HOME=%p ends in one clear sentence", (args, home, sentence) => {
  const result = sh([INSTALL, ...args], { cwd: "/", ...(home === undefined ? {} : { home }) });
  expect(result).toEqual({ code: 1, out: "", err: sentence });
});

test("--help says what there is, and does nothing", async () => {
  await using home = await tempDir();

  const { code, out, err } = sh([INSTALL, "--help"], { cwd: home.path, home: home.path });

  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const option of ["--version", "--dir", "--uninstall", "HILOOP_DOWNLOAD_BASE"])
    expect(out).toContain(option);
  expect(readdirSync(home.path)).toEqual([]);
});

test("an install.sh that was cut off anywhere does nothing", async () => {
  await using home = await tempDir();
  const text = await Bun.file(INSTALL).text();
  const start = text.lastIndexOf("\n{ main");
  const cuts = [...text.slice(0, start).matchAll(/\n/g)].map((line) => line.index);
  for (let end = start; end < text.trimEnd().length; end++) cuts.push(end);
  const env = { PATH: "/usr/bin:/bin", HOME: home.path, HILOOP_DOWNLOAD_BASE: "http://127.0.0.1:1" };
  for (const end of cuts) {
    Bun.spawnSync(["/bin/sh"], { cwd: home.path, env, stdin: new Blob([text.slice(0, end)]) });
    expect(readdirSync(home.path)).toEqual([]);
  }
});

test.each([
  ["install.sh", 120],
  ["install.ps1", 100],
])("%s has at most %i lines, and asks the repository of package.json", async (name, lines) => {
  const text = await Bun.file(join(ROOT, name)).text();
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(lines);
  expect(/^ *\$?repository ?= ?'?(https:[^\s']+)/m.exec(text)?.[1]).toBe(REPOSITORY);
});

test("install.ps1 is ASCII, which is what Windows PowerShell takes it for", async () => {
  expect(await Bun.file(join(ROOT, "install.ps1")).text()).toMatch(/^[\x20-\x7e\n]+$/);
});

test("install.ps1 takes no path for a pattern, whatever the folder is called", async () => {
  const text = await Bun.file(join(ROOT, "install.ps1")).text();
  const byPath =
    /\b(?:Test-Path|Get-Item|Get-ChildItem|Get-Content|Set-Content|Select-String|Get-FileHash)\b.*/g;
  for (const [use] of text.matchAll(byPath)) expect(use).toMatch(/^\S+ -LiteralPath /);
  // Piped files are taken as they are; the destination of Move-Item is always a pattern.
  for (const [use] of text.matchAll(/.{3}Remove-Item .*/g))
    expect(use).toMatch(/^ \| Remove-Item|^.{3}Remove-Item -LiteralPath/);
  expect(text).not.toMatch(/\b(?:Move|Copy|Rename)-Item -/);
});

const shellcheck = Bun.which("shellcheck");

test.skipIf(!shellcheck)("shellcheck finds nothing in the shell scripts (needs shellcheck)", () => {
  const scripts = [...new Bun.Glob("scripts/*.sh").scanSync(ROOT)];
  const { exitCode, stdout } = Bun.spawnSync([shellcheck ?? "", "-s", "sh", "install.sh", ...scripts], {
    cwd: ROOT,
  });
  expect(stdout.toString()).toBe("");
  expect(exitCode).toBe(0);
});
