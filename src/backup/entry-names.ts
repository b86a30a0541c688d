import type { Manifest } from "./manifest.ts";

const ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const DATA = `hiloop\\.db|attachments/${ID}/${ID}\\.[0-9a-f]{64}`;

/** Every name that a backup may hold, so that none leads anywhere else. */
const NAMES: Record<Manifest["kind"], RegExp> = {
  home: new RegExp(`^(?:config\\.json|secrets\\.json|port|pins/${ID}\\.json|(?:data|server)/(?:${DATA}))$`),
  data: new RegExp(`^(?:${DATA})$`),
};

/** The data folders that a backup may hold, by what their names begin with. */
export const DATA_PREFIXES: Record<Manifest["kind"], readonly string[]> = {
  home: ["data/", "server/"],
  data: [""],
};

export const DATABASE = "hiloop.db";
export const ATTACHMENTS = "attachments/";
export const SECRETS = "secrets.json";
export const CONFIG = "config.json";

/** Whether it is one of the files beside the data folders, which are read whole. */
export function isSmallFile(name: string): boolean {
  return !name.includes(ATTACHMENTS) && !name.endsWith(DATABASE);
}

export function isEntryName(kind: Manifest["kind"], name: string): boolean {
  return NAMES[kind].test(name);
}
