import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArchivedFile } from "../archive.ts";

const MCPB = join(import.meta.dir, "../../../node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");

/** Unpacks a bundle with Anthropic's own tool, has it validate the manifest, and compares what came out. Throws when one is wrong. */
export function checkBundle(bundle: Uint8Array, files: readonly ArchivedFile[]): void {
  const scratch = mkdtempSync(join(tmpdir(), "hiloop-mcpb-"));
  try {
    const packed = join(scratch, "hiloop.mcpb");
    const folder = join(scratch, "unpacked");
    writeFileSync(packed, bundle);
    mcpb("unpack", packed, folder);
    mcpb("validate", join(folder, "manifest.json"));
    for (const { name, content, executable } of files) {
      const path = join(folder, name);
      if (!existsSync(path)) throw new Error(`${name} does not come out of the bundle.`);
      if (!readFileSync(path).equals(content)) throw new Error(`${name} comes out of the bundle changed.`);
      if (executable && (statSync(path).mode & 0o111) === 0) {
        throw new Error(`${name} comes out of the bundle as no executable.`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function mcpb(command: string, ...args: string[]): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, MCPB, command, ...args], {
    stdin: null,
  });
  if (exitCode === 0) return;
  throw new Error(`mcpb ${command} ${args[0]}: ${stdout.toString().trim()} ${stderr.toString().trim()}`);
}
