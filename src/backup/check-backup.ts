import { damagedBackup } from "./backup-error.ts";
import { checkData, type DataFacts } from "./check-data.ts";
import { CONFIG, DATABASE, SECRETS } from "./entry-names.ts";
import { MANIFEST_NAME, type Manifest } from "./manifest.ts";
import { reading } from "./read-archive.ts";
import { readManifest } from "./read-manifest.ts";
import { checkSeal } from "./seal.ts";
import { isUsable } from "./small-files.ts";
import { tellingSettings } from "./telling-settings.ts";
import { unpack } from "./unpack.ts";

/** What a backup was found to hold. */
export type Contents = DataFacts & {
  manifest: Manifest;
  /** Size of the backup itself. */
  bytes: number;
  /** Whether the keys of a space are among it. */
  hasKeys: boolean;
  /** Its settings that run something or lead elsewhere, a line each. */
  settings: string[];
};

export type CheckOptions = {
  /** An empty folder: the whole backup is unpacked into it, or with `databases` as little as can be looked into. */
  into: string;
  unpack: "everything" | "databases";
  signal: AbortSignal;
};

/** Reads a whole backup and believes nothing of it: every byte, every name, every sum, every database. Throws one sentence. */
export async function checkBackup(path: string, options: CheckOptions): Promise<Contents> {
  const { into, signal } = options;
  const manifest = await readManifest(path);
  return await reading(path, signal, async () => {
    await checkSeal(path, signal);
    const wants = (name: string) =>
      options.unpack === "everything" ? name !== MANIFEST_NAME : name.endsWith(DATABASE);
    let settings: string[] = [];
    const look = (name: string, text: string) => {
      if (!isUsable(name, text)) throw damagedBackup(path, `holds a damaged ${name}`);
      if (name === CONFIG) settings = tellingSettings(text);
    };
    const sizes = await unpack(path, manifest.kind, { into, wants, look, signal });
    const facts = checkData({ path, manifest, sizes, folder: into });
    return { ...facts, manifest, bytes: Bun.file(path).size, hasKeys: sizes.has(SECRETS), settings };
  });
}
