import { type Config, type ConfigOptions, loadConfig } from "../config/config.ts";
import type { SPACE_FLAGS } from "./config-flags.ts";

/** The values of those flags, as a command was given them. */
export type GivenFlags = Partial<Record<keyof typeof SPACE_FLAGS | "port", string | undefined>>;

/** The settings of this run. */
export function readConfig(given: GivenFlags, options?: ConfigOptions): Config {
  const { "base-url": baseUrl, ...others } = given;
  return loadConfig({ ...others, baseUrl }, undefined, options);
}
