import { MAC_IDENTIFIER } from "../build/finish-executable.ts";
import { hostTarget, TARGETS, type Target, type TargetName } from "../build/targets.ts";
import { checkLinuxBinary } from "../linux/check-linux-binary.ts";
import { checkMacSignature } from "../macos/check-mac-signature.ts";
import { checkWindowsBinary } from "../windows/check-windows-binary.ts";
import type { Source } from "./source.ts";

/** Everything that can be said about an executable without its system. Throws with all that is wrong. */
export async function checkBinary(target: TargetName, file: string, source: Source): Promise<void> {
  const problems = await problemsOf(target, file, source);
  if (problems.length === 0 && target === hostTarget()) problems.push(...problemsRunning(file, source));
  if (problems.length > 0) throw new Error(`The ${target} executable is wrong: ${problems.join("; ")}.`);
}

async function problemsOf(name: TargetName, file: string, { version }: Source): Promise<string[]> {
  const { platform, arch: machine, libc }: Target = TARGETS[name];
  switch (platform) {
    case "darwin":
      return await checkMacSignature(file, { machine, identifier: MAC_IDENTIFIER });
    case "win32":
      return await checkWindowsBinary(file, { machine, version });
    case "linux":
      return (await checkLinuxBinary(file, { machine, ...(libc ? { libc } : {}) })).problems;
  }
}

function problemsRunning(file: string, { version, commit }: Source): string[] {
  const expected = `hiloop ${version} (${commit}`;
  try {
    const said = Bun.spawnSync([file, "--version"], { env: {} }).stdout.toString().trim();
    return said.startsWith(expected) ? [] : [`it says ${JSON.stringify(said)} instead of ${expected})`];
  } catch (error) {
    return [`it does not start: ${error instanceof Error ? error.message : error}`];
  }
}
