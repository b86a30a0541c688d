import { wholePath } from "../config/paths.ts";
import { HiloopError } from "../protocol/error.ts";

/** The folder that a flag names, seen from here. An empty one, as an unset variable leaves it, is not the folder one stands in. */
export function folderFlag(source: string, text: string): string {
  if (text !== "") return wholePath(text);
  throw new HiloopError("invalid_input", `${source} must name a folder.`, {
    advice: `For example ${source} /srv/hiloop.`,
  });
}
