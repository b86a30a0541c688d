import type { Config, ConfigOptions } from "../config/config.ts";
import { prepareNetwork } from "../config/environment.ts";
import { setLogLevel } from "../log.ts";
import { type GivenFlags, readConfig } from "./read-config.ts";

/** The settings of this run, which then hold for its log and its requests. */
export function configFrom(given: GivenFlags, options?: ConfigOptions): Config {
  return applyConfig(readConfig(given, options));
}

export function applyConfig(config: Config): Config {
  setLogLevel(config.log);
  prepareNetwork();
  return config;
}
