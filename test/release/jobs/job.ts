import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, runCommand } from "../../helpers/run-command.ts";

const ROOT = join(import.meta.dir, "../../..");

/** Runs a script of scripts/release/jobs as a job does. */
export async function job(
  name: string,
  args: string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Outcome> {
  const script = join(ROOT, "scripts/release/jobs", name);
  const given = Object.entries({ ...process.env, ...env }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  const command = [name.endsWith(".mjs") ? "node" : "sh", script, ...args];
  return await runCommand(command, { cwd: cwd ?? ROOT, env: Object.fromEntries(given) });
}

/** Writes files, and SHA256SUMS of them as a release has it. Gives the digest of that. */
export async function writeRelease(
  folder: string,
  files: Record<string, string | Uint8Array>,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) await Bun.write(join(folder, name), content);
  const lines = Object.entries(files).map(([name, content]) => `${sha256(content)}  ${name}\n`);
  const sums = lines.join("");
  await Bun.write(join(folder, "SHA256SUMS"), sums);
  return sha256(sums);
}

export function sha256(content: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("hex");
}

/** Puts a shell script before all other programs of that name. Gives the PATH for it. */
export async function standIn(folder: string, name: string, script: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  await Bun.write(join(bin, name), `#!/bin/sh\n${script}`);
  await chmod(join(bin, name), 0o755);
  return `${bin}:${process.env.PATH}`;
}
