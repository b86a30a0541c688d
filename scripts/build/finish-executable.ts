import { TARGETS, type Target, type TargetName } from "./targets.ts";
import { withoutRuntimeSwitches } from "./without-runtime-switches.ts";

/** Who signed it, in the words of macOS. Keychain entries and permissions are remembered under this name. */
export const MAC_IDENTIFIER = "io.github.hi-loop.hiloop";

/**
 * What Bun leaves to be done: variables could make the executable Bun itself, or end it before it begins; on x64 the
 * signature of macOS does not fit the program that was added; and from other systems neither icon nor version reach a
 * Windows executable. What the last two need is loaded for them alone: a checkout that is only installed has no
 * development libraries.
 */
export async function finishExecutable(name: TargetName, file: string, version: string): Promise<void> {
  const { platform }: Target = TARGETS[name];
  // Not tried on Windows, where environments are no bytes.
  if (platform !== "win32") await withoutRuntimeSwitches(file);
  if (platform === "darwin") {
    const { signMacBinary } = await import("../macos/sign-mac-binary.ts");
    await signMacBinary(file, MAC_IDENTIFIER);
  }
  if (platform === "win32") {
    const { dressWindowsBinary } = await import("../windows/dress-windows-binary.ts");
    await dressWindowsBinary(file, { version });
  }
}
