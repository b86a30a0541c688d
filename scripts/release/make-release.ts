import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fetchRuntimes } from "../build/runtimes.ts";
import { TARGETS, type Target, type TargetName } from "../build/targets.ts";
import { type ArchivedFile, type ArchiveOptions, archiveName, packArchive, textFile } from "./archive.ts";
import { buildTargets } from "./build-targets.ts";
import { formula } from "./formula.ts";
import { bunParts } from "./licences/bun-parts.ts";
import { bundledPackages } from "./licences/bundled-packages.ts";
import { LICENCE_FILE, thirdPartyLicences } from "./licences/third-party.ts";
import { bundleFiles, bundleName, packBundle } from "./mcpb/bundle.ts";
import { packPackage, tarballName } from "./npm/pack-package.ts";
import { mainPackage, type NpmPackage, targetPackage } from "./npm/package-files.ts";
import { registryEntry } from "./registry-entry.ts";
import { type Released, ReleaseFolder } from "./release-folder.ts";
import type { ReleaseOptions } from "./release-options.ts";
import { SBOM_FILE, sbom } from "./sbom.ts";
import { scoopManifest } from "./scoop-manifest.ts";
import type { Source } from "./source.ts";
import { writeChecksums } from "./write-checksums.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Where the tarballs for the npm registry lie: they are no downloads of the release. */
const NPM_FOLDER = "npm";

/** Builds and checks all of a release, and puts it into one folder. Gives what is in it. */
export async function makeRelease(options: ReleaseOptions): Promise<Released[]> {
  const { source } = options;
  using folder = new ReleaseFolder(options.out);
  const scratch = join(folder.path, ".build");
  const runtimes = await fetchRuntimes(join(ROOT, "bun.lock"), options.targets, join(scratch, "runtimes"));
  const built = await buildTargets(options, runtimes, scratch);
  rmSync(join(scratch, "runtimes"), { recursive: true });
  const packages = bundledPackages(ROOT, built.packages);
  const bun = bunParts();
  const licences = [
    await repositoryFile("LICENSE"),
    textFile(LICENCE_FILE, thirdPartyLicences(packages, bun)),
  ];
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
  folder.add(SBOM_FILE, sbom(source, packages, bun));
  await addRest({ source, folder, archives, bundles });
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
  return folder.add(bundleName(source.version, target), packBundle(files, packing));
}

async function addPackage(
  { licences, packing, folder }: Pick<Job, "licences" | "packing" | "folder">,
  npmPackage: NpmPackage,
): Promise<void> {
  folder.add(`${NPM_FOLDER}/${tarballName(npmPackage)}`, await packPackage(npmPackage, licences, packing));
}

type Made = Pick<Job, "source" | "folder"> & {
  archives: ReadonlyMap<TargetName, Released>;
  bundles: readonly Released[];
};

/** What is made of the other files' names and checksums, and the installers. */
async function addRest({ source, folder, archives, bundles }: Made): Promise<void> {
  folder.add("hiloop.rb", formula(source, archives));
  folder.add("hiloop.json", scoopManifest(source, archives));
  folder.add("server.json", registryEntry(source, bundles));
  for (const name of ["install.sh", "install.ps1"]) {
    folder.add(name, (await repositoryFile(name)).content);
  }
}

async function finish(folder: ReleaseFolder, { source, signingKey }: ReleaseOptions): Promise<Released[]> {
  for (const name of await writeChecksums(folder.path, source.version, folder.files(), signingKey)) {
    folder.adopt(name);
  }
  folder.finish();
  return folder.files();
}

async function repositoryFile(name: string): Promise<ArchivedFile> {
  return { name, content: await Bun.file(join(ROOT, name)).bytes(), executable: false };
}
