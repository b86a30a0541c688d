import type { Config } from "../config/config.ts";
import { RELEASE_KEY, REPOSITORY, TARGET } from "../version.ts";

/** Where releases lie, and what this executable checks and takes of them. */
export type ReleaseSource = {
  base: string;
  /** The minisign public key, as one line of base64. */
  key: string;
  /** As in the names of archives, such as `linux-x64-musl`. */
  target: string;
};

export function releaseSource({ downloadBase }: Pick<Config, "downloadBase">): ReleaseSource {
  return { base: downloadBase ?? `${REPOSITORY}/releases`, key: RELEASE_KEY, target: TARGET };
}
