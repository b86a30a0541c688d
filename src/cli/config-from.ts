import type { Config, ConfigOptions } from "../config/config.ts";
import { prepareNetwork } from "../config/environment.ts";
import { keepTrustedEnvironment } from "../config/trusted-environment.ts";
import { setLogLevel } from "../log.ts";
import { ignoredNote } from "./ignored-note.ts";
import { STDERR, write } from "./print.ts";
import { type GivenFlags, readConfig } from "./read-config.ts";

/** The settings of this run, which then hold for its log and its requests. Says what of the environment does not count. */
export function configFrom(given: GivenFlags, options?: ConfigOptions): Config {
  const config = applyConfig(readConfig(given, options));
  const note = ignoredNote(config);
  if (note) write(STDERR, `hiloop: ${note}\n`);
  return config;
}

export function applyConfig(config: Config): Config {
  if (config.profile !== undefined) keepTrustedEnvironment(config);
  setLogLevel(config.log);
  prepareNetwork();
  return config;
}
