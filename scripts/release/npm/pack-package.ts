import { type ArchivedFile, type ArchiveOptions, packTarGz } from "../archive.ts";
import type { NpmPackage } from "./package-files.ts";

/** Named as `npm pack` names it. */
export function tarballName({ manifest: { name, version } }: NpmPackage): string {
  return `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
}

/** The tarball that the registry takes, with these files besides the package's own. */
export function packPackage(
  { files }: NpmPackage,
  licences: readonly ArchivedFile[],
  options: ArchiveOptions,
): Promise<Uint8Array> {
  const all = [...files, ...licences];
  return packTarGz(
    all.map((file) => ({ ...file, name: `package/${file.name}` })),
    options,
  );
}
