import { join } from "node:path";
import type { TargetName } from "../../build/targets.ts";
import { type ArchivedFile, type ArchiveOptions, packZip, textFile } from "../archive.ts";
import type { Source } from "../source.ts";
import { checkBundle } from "./check-bundle.ts";
import { bundleManifest, entryPoint, ICON } from "./manifest.ts";

export function bundleName(version: string, target: TargetName): string {
  return `hiloop-${version}-${target}.mcpb`;
}

/** What is in the bundle of a target, besides its licences: what a client installs with one click. */
export async function bundleFiles(
  source: Source,
  target: TargetName,
  binary: Uint8Array,
): Promise<ArchivedFile[]> {
  const manifest = `${JSON.stringify(bundleManifest(source, target), null, 2)}\n`;
  return [
    textFile("manifest.json", manifest),
    { name: ICON, content: await Bun.file(join(import.meta.dir, ICON)).bytes(), executable: false },
    { name: entryPoint(target), content: binary, executable: true },
  ];
}

/** Packs a bundle and has it checked. `mcpb pack` writes the clock into its files; this gives the same bytes every time. */
export function packBundle(
  files: readonly ArchivedFile[],
  options: ArchiveOptions,
  pack: typeof packZip = packZip,
): Uint8Array {
  const bundle = pack(files, options);
  checkBundle(bundle, files);
  return bundle;
}
