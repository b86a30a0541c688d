import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { TARGETS, type Target, type TargetName } from "../build/targets.ts";
import { type ArchivedFile, type ArchiveOptions, archiveName, packArchive } from "./archive.ts";
import { buildTargets } from "./build-targets.ts";
import { checkSbom } from "./check-sbom.ts";
import { checksumLines } from "./checksums.ts";
import { formula } from "./formula.ts";
import { bunParts } from "./licences/bun-parts.ts";
import { bundledPackages } from "./licences/bundled-packages.ts";
import { LICENCE_FILE, thirdPartyLicences } from "./licences/third-party.ts";
import { bundleFiles, bundleName, packBundle } from "./mcpb/bundle.ts";
import { checkBundle } from "./mcpb/check-bundle.ts";
import { packPackage, tarballName } from "./npm/pack-package.ts";
import { mainPackage, type NpmPackage, targetPackage } from "./npm/package-files.ts";
import { registryEntry } from "./registry-entry.ts";
import { type Released, ReleaseFolder } from "./release-folder.ts";
import type { ReleaseOptions } from "./release-options.ts";
import { SBOM_FILE, sbom } from "./sbom.ts";
import { scoopManifest } from "./scoop-manifest.ts";
import { sign } from "./sign.ts";
import type { Source } from "./source.ts";
import { CHECKSUM_FILE } from "./write-checksums.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Where the tarballs for the npm registry lie, with checksums of their own: they are no downloads of the release. */
const NPM_FOLDER = "npm";

/** Builds and checks all of a release, and puts it into one folder. Gives what is in it. */
export async function makeRelease(options: ReleaseOptions): Promise<Released[]> {
  const { source } = options;
  using folder = new ReleaseFolder(options.out);
  const scratch = join(folder.path, ".build");
  const built = await buildTargets(options, scratch);
  const packages = bundledPackages(ROOT, built.packages);
  const bun = bunParts();
  const licences = [await repositoryFile("LICENSE"), text(LICENCE_FILE, thirdPartyLicences(packages, bun))];
  const packing = { time: source.time, quick: options.quick };

  const archives = new Map<TargetName, Released>();
  const bundles: Released[] = [];
  for (const [target, file] of built.binaries) {
    const binary = await Bun.file(file).bytes();
    const job = { source, target, binary, licences, packing, folder };
    archives.set(target, await addArchive(job));
    if (hasBundle(target)) bundles.push(await addBundle(job));
    await addPackage(job, targetPackage(source, target, binary));
    rmSync(file);
  }
  rmSync(scratch, { recursive: true });
  await addPackage({ licences, packing, folder }, await mainPackage(source));
  await addRest(folder, options, archives, bundles, sbom(source, packages, bun));
  for (const licence of licences) folder.add(licence.name, licence.content);
  return await finish(folder, options);
}

type Job = {
  source: Source;
  target: TargetName;
  binary: Uint8Array;
  licences: ArchivedFile[];
  packing: ArchiveOptions;
  folder: ReleaseFolder;
};

async function addArchive({ source, target, binary, licences, packing, folder }: Job): Promise<Released> {
  const files = [
    { name: TARGETS[target].executable, content: binary, executable: true },
    ...licences,
    await repositoryFile("README.md"),
  ];
  return folder.add(archiveName(source.version, target), await packArchive(target, files, packing));
}

/** Clients that install bundles run on systems with glibc, where there is a choice. */
function hasBundle(target: TargetName): boolean {
  const { libc }: Target = TARGETS[target];
  return libc !== "musl";
}

async function addBundle({ source, target, binary, licences, packing, folder }: Job): Promise<Released> {
  const files = [...(await bundleFiles(source, target, binary)), ...licences];
  const bundle = folder.add(bundleName(source.version, target), packBundle(files, packing));
  checkBundle(join(folder.path, bundle.name), files);
  return bundle;
}

async function addPackage(
  { licences, packing, folder }: Pick<Job, "licences" | "packing" | "folder">,
  npmPackage: NpmPackage,
): Promise<void> {
  folder.add(`${NPM_FOLDER}/${tarballName(npmPackage)}`, await packPackage(npmPackage, licences, packing));
}

/** What is made of the other files' names and checksums. */
async function addRest(
  folder: ReleaseFolder,
  { source }: ReleaseOptions,
  archives: ReadonlyMap<TargetName, Released>,
  bundles: readonly Released[],
  bill: string,
): Promise<void> {
  checkSbom(bill);
  folder.add(SBOM_FILE, bill);
  folder.add("hiloop.rb", formula(source, archives));
  folder.add("hiloop.json", scoopManifest(source, archives));
  folder.add("server.json", registryEntry(source, bundles));
  for (const name of ["install.sh", "install.ps1"]) {
    folder.add(name, (await repositoryFile(name)).content);
  }
}

async function finish(folder: ReleaseFolder, { source, signingKey }: ReleaseOptions): Promise<Released[]> {
  folder.add(`${NPM_FOLDER}/${CHECKSUM_FILE}`, checksumLines(folder.files(NPM_FOLDER)));
  folder.add(CHECKSUM_FILE, checksumLines(folder.files()));
  if (signingKey) {
    await sign(join(folder.path, CHECKSUM_FILE), source.version, signingKey);
    folder.adopt(`${CHECKSUM_FILE}.minisig`);
  }
  const npm = folder.files(NPM_FOLDER).map((file) => ({ ...file, name: `${NPM_FOLDER}/${file.name}` }));
  const all = [...folder.files(), ...npm];
  folder.finish();
  return all;
}

async function repositoryFile(name: string): Promise<ArchivedFile> {
  return { name, content: await Bun.file(join(ROOT, name)).bytes(), executable: false };
}

function text(name: string, content: string): ArchivedFile {
  return { name, content: new TextEncoder().encode(content), executable: false };
}
