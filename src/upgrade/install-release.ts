import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { incrementalSha256 } from "../crypto/incremental-sha256.ts";
import { folderError } from "../local/folder-error.ts";
import { syncFile } from "../local/sync.ts";
import { versionOf } from "../local/version-of.ts";
import { HiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";
import { type DownloadOptions, download } from "./download.ts";
import { quoted } from "./quoted.ts";
import type { Release } from "./release.ts";
import { Replacement } from "./replacement.ts";
import { unpack } from "./unpack.ts";

/** Three times what an archive has today: a server without end cannot fill the memory. */
const MOST_ARCHIVE_BYTES = 180_000_000;

export type InstallOptions = Pick<DownloadOptions, "onProgress"> & { signal: AbortSignal };

/** Puts a release in the place of `executable`; throws before anything has changed. */
export async function installRelease(
  { version, archive }: Release,
  executable: string,
  { onProgress, signal }: InstallOptions,
): Promise<void> {
  try {
    using replacement = await Replacement.of(executable, VERSION);
    const content = await download(archive.address, {
      mostBytes: MOST_ARCHIVE_BYTES,
      signal,
      ...(onProgress ? { onProgress } : {}),
    });
    checkSum(content, archive);
    const folder = join(replacement.folder, "new");
    mkdirSync(folder, { mode: 0o700 });
    const name = archive.name.endsWith(".zip") ? "hiloop.exe" : "hiloop";
    const next = await unpack({ name: archive.name, content }, name, folder);
    syncFile(next);
    await checkRuns(next, version);
    if (signal.aborted) {
      throw new HiloopError("cancelled", "The upgrade was interrupted; nothing was changed.");
    }
    replacement.put(next);
  } catch (error) {
    throw folderError(error, dirname(executable), "install hiloop into a folder of your own");
  }
}

function checkSum(content: Uint8Array, archive: Release["archive"]): void {
  const sum = incrementalSha256();
  sum.update(content);
  if (sum.hex() === archive.sha256) return;
  throw new HiloopError(
    "tampered",
    `${archive.address} is not what its publisher signed (its SHA-256 differs); nothing was changed.`,
    { advice: "Try again later, without a mirror; if it stays, report it." },
  );
}

async function checkRuns(executable: string, version: string): Promise<void> {
  const said = await versionOf([executable], dirname(executable));
  if (said === version) return;
  const problem = said === undefined ? "does not run on this computer" : `says that it is ${quoted(said)}`;
  throw new HiloopError("unavailable", `The downloaded hiloop ${version} ${problem}; nothing was changed.`, {
    advice: "Please report it.",
  });
}
