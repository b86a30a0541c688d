import { expect, test } from "bun:test";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { TARGET_NAMES, type TargetName } from "../../scripts/build/targets.ts";
import { formula } from "../../scripts/release/formula.ts";
import type { Released } from "../../scripts/release/release-folder.ts";
import { BINARY } from "../helpers/binary.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const RUBY = Bun.which("ruby");
const DSL = join(import.meta.dir, "formula-dsl.rb");
const BASE = "https://github.com/hi-loop/hiloop/releases/download/v1.2.3/hiloop-1.2.3";

/** Checksums that tell the targets apart. */
const ARCHIVES = new Map<TargetName, Released>(
  TARGET_NAMES.map((name, index) => [name, { name, size: 1, sha256: String(index).repeat(64) }]),
);
const source = {
  version: "1.2.3",
  description: "Ask a person.",
  commit: "abc",
  time: new Date("2026-01-01"),
};

async function ruby(args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([RUBY ?? "ruby", ...args]);
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

async function writtenFormula(folder: string, version = "1.2.3"): Promise<string> {
  const file = join(folder, "hiloop.rb");
  await Bun.write(file, formula({ ...source, version }, ARCHIVES));
  return file;
}

test.skipIf(!RUBY)(
  "the formula is Ruby, and gives each system its own archive (skipped without ruby)",
  async () => {
    await using folder = await tempDir();
    const file = await writtenFormula(folder.path);
    expect((await ruby(["-wc", file])).out).toBe("Syntax OK\n");
    const systems = [
      ["macos", "arm", "darwin-arm64"],
      ["macos", "intel", "darwin-x64"],
      ["linux", "arm", "linux-arm64"],
      ["linux", "intel", "linux-x64"],
    ] as const;
    for (const [system, processor, target] of systems) {
      const { out, err } = await ruby([DSL, file, system, processor]);
      expect(err).toBe("");
      expect(JSON.parse(out)).toEqual({
        desc: "Ask a person",
        homepage: "https://github.com/hi-loop/hiloop",
        version: "1.2.3",
        license: "MIT",
        url: `${BASE}-${target}.tar.gz`,
        sha256: ARCHIVES.get(target)?.sha256,
        installed: { install: "hiloop", install_symlink: { hiloop: "hiloop-mcp" } },
        service: {
          run: ["/opt/bin/hiloop", "serve"],
          keep_alive: true,
          log_path: "/var/log/hiloop.log",
          error_log_path: "/var/log/hiloop.log",
        },
        caveats: expect.stringContaining(
          '"command": "/opt/bin/hiloop", "args": ["mcp", "--profile", "local"]',
        ),
      });
    }
  },
);

test.skipIf(!RUBY)(
  "the formula's own test passes for a hiloop of its version, and for no other (skipped without ruby)",
  async () => {
    await using folder = await tempDir();
    const bin = join(folder.path, "bin");
    await mkdir(bin);
    for (const name of ["hiloop", "hiloop-mcp"]) await symlink(BINARY, join(bin, name));
    const said = Bun.spawnSync([BINARY, "--version"]).stdout.toString();
    const version = /^hiloop (\S+)/.exec(said)?.[1] ?? "";

    const right = await ruby([DSL, await writtenFormula(folder.path, version), "linux", "intel", bin]);
    expect(right).toEqual({ code: 0, out: "passed\n", err: "" });

    const wrong = await ruby([DSL, await writtenFormula(folder.path, "9.9.9"), "linux", "intel", bin]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("9.9.9");
  },
);
