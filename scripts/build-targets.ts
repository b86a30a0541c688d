import type { Build } from "bun";

/**
 * What the binary can be built for, by the name given to `--target`. No `target` means the machine that builds;
 * a release adds a row for each platform it ships.
 */
export const TARGETS = {
  host: {},
} as const satisfies Record<string, { target?: Build.CompileTarget }>;

export type TargetName = keyof typeof TARGETS;

export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(TARGETS, name);
}
