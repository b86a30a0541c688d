import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArchivedFile } from "../archive.ts";

const MCPB = join(import.meta.dir, "../../../node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");

/** Unpacks a bundle with Anthropic's own tool, has it validate the manifest, and compares what came out. Throws when one is wrong. */
export function checkBundle(bundle: string, files: readonly ArchivedFile[]): void {
  const folder = mkdtempSync(join(tmpdir(), "hiloop-mcpb-"));
  try {
    mcpb("unpack", bundle, folder);
    mcpb("validate", join(folder, "manifest.json"));
    for (const { name, content, executable } of files) {
      const path = join(folder, name);
      if (!readFileSync(path).equals(content)) throw new Error(`${name} comes out of ${bundle} changed.`);
      if (executable && (statSync(path).mode & 0o111) === 0) {
        throw new Error(`${name} comes out of ${bundle} as no executable.`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mcpb(command: string, ...args: string[]): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, MCPB, command, ...args], {
    stdin: null,
  });
  if (exitCode === 0) return;
  throw new Error(`mcpb ${command} ${args[0]}: ${stdout.toString().trim()} ${stderr.toString().trim()}`);
}
