import { checkData, type DataFacts } from "./check-data.ts";
import { DATABASE, SECRETS } from "./entry-names.ts";
import { MANIFEST_NAME, type Manifest } from "./manifest.ts";
import { reading } from "./read-archive.ts";
import { readManifest } from "./read-manifest.ts";
import { checkSeal } from "./seal.ts";
import { unpack } from "./unpack.ts";

/** What a backup was found to hold. */
export type Contents = DataFacts & {
  manifest: Manifest;
  /** Size of the backup itself. */
  bytes: number;
  /** Whether the keys of a space are among it. */
  hasKeys: boolean;
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
    const sizes = await unpack(path, manifest.kind, { into, wants, signal });
    const facts = checkData({ path, manifest, sizes, folder: into });
    return { ...facts, manifest, bytes: Bun.file(path).size, hasKeys: sizes.has(SECRETS) };
  });
}
