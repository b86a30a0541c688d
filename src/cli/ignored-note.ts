import type { Config } from "../config/config.ts";

/** What was found and does not count, as one sentence; undefined when there is nothing. */
export function ignoredNote({ profile, ignored }: Pick<Config, "profile" | "ignored">): string | undefined {
  return ignored.length === 0 ? undefined : `Ignored because of --profile ${profile}: ${ignored.join(", ")}.`;
}
