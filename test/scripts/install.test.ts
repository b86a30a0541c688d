import { expect, test } from "bun:test";
import { copyFileSync, mkdtempDisposableSync, readdirSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..", "..");
const INSTALL = join(ROOT, "install.sh");

function temporaryFolder() {
  return mkdtempDisposableSync(join(tmpdir(), "hiloop-install-"));
}

function sh(args: string[], options: { cwd: string; home?: string }) {
  const env = { PATH: "/usr/bin:/bin", ...(options.home === undefined ? {} : { HOME: options.home }) };
  const { exitCode, stdout, stderr } = Bun.spawnSync(["/bin/sh", ...args], { cwd: options.cwd, env });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test("the checkout's install.sh, run from elsewhere, installs a binary that runs under both names", () => {
  using home = temporaryFolder();
  const dir = join(home.path, "a folder", "bin");

  const { exitCode, stdout, stderr } = sh([INSTALL, "--dir", dir], { cwd: home.path, home: home.path });

  expect(stderr).not.toContain("install.sh:");
  expect(exitCode).toBe(0);
  expect(readdirSync(dir).sort()).toEqual(["hiloop", "hiloop-mcp"]);
  expect(readlinkSync(join(dir, "hiloop-mcp"))).toBe("hiloop");
  const version = Bun.spawnSync([join(dir, "hiloop"), "--version"], { env: { HOME: home.path } });
  expect(version.stdout.toString()).toContain(packageJson.version);
  expect(stdout).toContain(`"command": "${join(dir, "hiloop")}", "args": ["mcp"]`);
  expect(stdout).toContain(`export PATH="${dir}:$PATH"`);
}, 60_000);

test("outside a checkout it says that there is no release yet, and installs nothing", () => {
  using home = temporaryFolder();
  copyFileSync(INSTALL, join(home.path, "install.sh"));
  const dir = join(home.path, "bin");

  const { exitCode, stderr } = sh(["install.sh", "--dir", dir], { cwd: home.path, home: home.path });

  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    "install.sh: There is no release to download yet: clone the repository and run sh install.sh inside it.\n",
  );
  expect(readdirSync(dir)).toEqual([]);
});

test.each([
  [["--force"], "/", "install.sh: unknown argument --force: see sh install.sh --help\n"],
  [["--dir"], "/", "install.sh: --dir needs a folder: sh install.sh --dir DIR\n"],
  [
    ["--dir", "/dev/null/bin"],
    "/",
    "install.sh: Cannot make the folder /dev/null/bin: choose another with --dir DIR.\n",
  ],
  [[], undefined, "install.sh: HOME is not set: say where to install with --dir DIR.\n"],
])("install.sh %p with HOME=%p ends in one clear sentence", (args, home, sentence) => {
  const result = sh([INSTALL, ...args], { cwd: "/", ...(home === undefined ? {} : { home }) });
  expect(result).toEqual({ exitCode: 1, stdout: "", stderr: sentence });
});

test("an install.sh that was cut off anywhere does nothing", async () => {
  using home = temporaryFolder();
  const text = await Bun.file(INSTALL).text();
  const start = text.lastIndexOf("\n{ main");
  const cuts = [...text.slice(0, start).matchAll(/\n/g)].map((line) => line.index);
  for (let end = start; end < text.trimEnd().length; end++) cuts.push(end);
  for (const end of cuts) {
    await Bun.write(join(home.path, "install.sh"), text.slice(0, end));
    sh(["install.sh"], { cwd: home.path, home: home.path });
    expect(readdirSync(home.path)).toEqual(["install.sh"]);
  }
});
