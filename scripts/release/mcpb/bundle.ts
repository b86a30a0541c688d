import { join } from "node:path";
import type { TargetName } from "../../build/targets.ts";
import { type ArchivedFile, type ArchiveOptions, packZip } from "../archive.ts";
import type { Source } from "../source.ts";
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
    { name: "manifest.json", content: new TextEncoder().encode(manifest), executable: false },
    { name: ICON, content: await Bun.file(join(import.meta.dir, ICON)).bytes(), executable: false },
    { name: entryPoint(target), content: binary, executable: true },
  ];
}

/** `mcpb pack` writes the clock into its files; this packs the same ones the same way every time. */
export function packBundle(files: readonly ArchivedFile[], options: ArchiveOptions): Uint8Array {
  return packZip(files, options);
}
