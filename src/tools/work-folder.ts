import { shownFolder } from "../client/shown-folder.ts";
import type { ToolContext } from "./tool.ts";

type Caller = Pick<ToolContext, "client" | "place">;

/** The folders that a call's assistant works in: those its client has open, else the one it was started in. */
export async function workFolders({ client, place }: Caller): Promise<string[]> {
  const roots = await client.roots();
  return roots.length > 0 ? [...new Set(roots)].sort() : [place.cwd];
}

/** Those folders as the person who is asked is shown them. */
export async function askingFolder(caller: Caller): Promise<string> {
  return shownFolder(await workFolders(caller), caller.place.home);
}
