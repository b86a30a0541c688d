import { expect, test } from "bun:test";
import { copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { BINARY } from "../helpers/binary.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const PACKAGE = "node_modules/@hi-loop/linux-x64/bin/hiloop";
const CACHES: [of: string, path: string][] = [
  ["npx", `.npm/_npx/1a2b/${PACKAGE}`],
  ["bunx", `tmp/bunx-0-hiloop-mcp@latest/${PACKAGE}`],
  ["pnpm dlx", `.cache/pnpm/dlx/1a2b/1c3d-4e5f/${PACKAGE}`],
];

const linuxTest = process.platform === "linux" && Bun.which("systemctl") ? test : test.skip;

for (const [of, path] of CACHES) {
  linuxTest(`from the cache of ${of} nothing is installed (skipped without systemctl)`, async () => {
    await using home = await tempDir();
    const program = join(home.path, path);
    mkdirSync(dirname(program), { recursive: true });
    try {
      linkSync(BINARY, program);
    } catch {
      copyFileSync(BINARY, program);
    }
    const run = Bun.spawnSync([program, "serve", "--install-service"], {
      cwd: "/",
      env: { HOME: home.path, PATH: "/usr/bin:/bin", XDG_RUNTIME_DIR: home.path },
    });
    expect([run.exitCode, run.stderr.toString()]).toEqual([
      2,
      `hiloop: This hiloop lies in ${of}'s cache, from where it may be removed. Install it for good first: npm install -g hiloop-mcp, or install.sh.\n`,
    ]);
    expect(existsSync(join(home.path, ".config"))).toBe(false);
  });
}
