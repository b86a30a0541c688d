import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hostTarget } from "../../scripts/build/targets.ts";
import { archiveName, packTarGz } from "../../scripts/release/archive.ts";
import { sha256 } from "../../scripts/release/checksums.ts";
import { writeChecksums } from "../../scripts/release/write-checksums.ts";
import type { MadeUpRelease } from "../helpers/made-up-release.ts";

type Published = { archive?: Uint8Array; says?: string };

/** Adds a release, rightly signed, whose hiloop is a script of a few bytes; or one with any archive. */
export async function publish(
  release: MadeUpRelease,
  version: string,
  published: Published = {},
): Promise<void> {
  const folder = join(release.folder, "download", `v${version}`);
  mkdirSync(folder, { recursive: true });
  const name = archiveName(version, hostTarget());
  const archive = published.archive ?? (await packed({ hiloop: script(published.says ?? version) }));
  await Bun.write(join(folder, name), archive);
  // A release lists the npm packages too, in a folder that is no download.
  const files = [name, `npm/hi-loop-${name}`].map((file) => ({ name: file, sha256: sha256(archive) }));
  await writeChecksums(folder, version, files, { file: release.secretKeyFile });
}

export async function packed(files: Record<string, string>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    content: Buffer.from(content),
    executable: true,
  }));
  return await packTarGz(entries, { time: new Date("2026-01-01"), quick: true });
}

/** What a hiloop of this version says of itself; it can do nothing else. */
export function script(version: string): string {
  return `#!/bin/sh\necho "hiloop ${version} (0123456789ab)"\n`;
}

/** Where a released file lies: without a name, the archive for this machine. */
export function fileOf(
  release: MadeUpRelease,
  version: string,
  name = archiveName(version, hostTarget()),
): string {
  return join(release.folder, "download", `v${version}`, name);
}
