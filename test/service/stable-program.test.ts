import { expect, test } from "bun:test";
import { copyFileSync, linkSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { BINARY } from "../helpers/binary.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

/** The very executable at another place: by a second name where that is possible, else as a copy. */
function placed(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    linkSync(BINARY, path);
  } catch {
    copyFileSync(BINARY, path);
  }
}

/** Installs the service without a systemd that answers, and gives the program that the unit starts. */
function installed(folder: TempDir, program: string, env: Record<string, string> = {}) {
  const [home, work] = [join(folder.path, "home"), join(folder.path, "work")];
  for (const path of [home, work]) mkdirSync(path, { recursive: true });
  const run = Bun.spawnSync([program, "serve", "--install-service"], {
    cwd: work,
    env: { HOME: home, PATH: "/usr/bin:/bin", XDG_RUNTIME_DIR: home, ...env },
  });
  const unit = join(home, ".config/systemd/user/hiloop.service");
  const started = run.exitCode === 0 ? readFileSync(unit, "utf8").match(/^ExecStart=(\S+) serve/m)?.[1] : "";
  return { started: started?.replace(folder.path, ""), err: run.stderr.toString() };
}

const linuxTest = process.platform === "linux" && Bun.which("systemctl") ? test : test.skip;

linuxTest(
  "Homebrew's link is started, not the folder of one version (skipped without systemctl)",
  async () => {
    await using folder = await tempDir();
    placed(join(folder.path, "brew/Cellar/hiloop/0.1.0/bin/hiloop"));
    mkdirSync(join(folder.path, "brew/opt"));
    mkdirSync(join(folder.path, "brew/bin"));
    symlinkSync("../Cellar/hiloop/0.1.0", join(folder.path, "brew/opt/hiloop"));
    symlinkSync("../Cellar/hiloop/0.1.0/bin/hiloop", join(folder.path, "brew/bin/hiloop"));
    const { started } = installed(folder, join(folder.path, "brew/bin/hiloop"));
    expect(started).toBe("/brew/opt/hiloop/bin/hiloop");
  },
);

linuxTest("a link that hiloop was called by is started as the link (skipped without systemctl)", async () => {
  await using folder = await tempDir();
  placed(join(folder.path, "versions/1/hiloop"));
  mkdirSync(join(folder.path, "bin"));
  symlinkSync("../versions/1/hiloop", join(folder.path, "bin/hiloop"));
  const inPath = installed(folder, "hiloop", { PATH: `${folder.path}/bin:/usr/bin:/bin` });
  expect(inPath.started).toBe("/bin/hiloop");
  expect(installed(folder, "../bin/hiloop").started).toBe("/bin/hiloop");
});

linuxTest("from npx's cache nothing is installed (skipped without systemctl)", async () => {
  await using folder = await tempDir();
  const program = join(folder.path, ".npm/_npx/1a2b/node_modules/@hi-loop/linux-x64/bin/hiloop");
  placed(program);
  expect(installed(folder, program).err).toMatch(
    /^hiloop: This hiloop lies in npx's cache.* Install it .*\n$/,
  );
});
