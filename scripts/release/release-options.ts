import type { TargetName } from "../build/targets.ts";
import type { SigningKey } from "./sign.ts";
import type { Source } from "./source.ts";

export type ReleaseOptions = {
  source: Source;
  targets: readonly TargetName[];
  out: string;
  signingKey: SigningKey | undefined;
  /** That the executables check releases with. */
  publicKeyFile: string;
  quick: boolean;
};
