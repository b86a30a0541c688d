import { REPOSITORY } from "../build/stamp.ts";

/** Where a file of a release lies once it is published. */
export function downloadUrl(version: string, name: string): string {
  return `${REPOSITORY}/releases/download/v${version}/${name}`;
}
