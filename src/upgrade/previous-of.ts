import { basename, dirname, join } from "node:path";

/** Where the executable is kept that one at `path` replaced. It must run from there, so on Windows it ends in `.exe` too. */
export function previousOf(path: string): string {
  const [, stem = "", ending = ""] = /^(.*?)(\.exe)?$/i.exec(basename(path)) ?? [];
  return join(dirname(path), `${stem}.previous${ending}`);
}
