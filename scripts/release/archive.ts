import { type Zippable, zipSync } from "fflate";
import { packTar } from "modern-tar";
import { TARGETS, type Target, type TargetName } from "../build/targets.ts";

export type ArchivedFile = { name: string; content: Uint8Array; executable: boolean };

export type ArchiveOptions = {
  /** Of every file in it: that of the commit, so that equal sources give equal archives. */
  time: Date;
  /** Compressed less or not at all, in a fraction of the time: for releases that only tests read. */
  quick?: boolean;
};

const UNIX_ATTRIBUTES_SHIFT = 16;
const MADE_ON_UNIX = 3;
const REGULAR_FILE = 0o100000;

export function textFile(name: string, text: string): ArchivedFile {
  return { name, content: new TextEncoder().encode(text), executable: false };
}

export function archiveName(version: string, target: TargetName): string {
  return `hiloop-${version}-${target}.${TARGETS[target].archive}`;
}

/** One flat archive of the kind that its target uses. The bytes depend on nothing but what is given. */
export async function packArchive(
  target: TargetName,
  files: readonly ArchivedFile[],
  options: ArchiveOptions,
): Promise<Uint8Array> {
  const { archive }: Target = TARGETS[target];
  return archive === "zip" ? packZip(files, options) : await packTarGz(files, options);
}

export async function packTarGz(
  files: readonly ArchivedFile[],
  { time, quick = false }: ArchiveOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const tar = await packTar(
    files.map(({ name, content, executable }) => ({
      header: { name, size: content.length, mode: modeOf(executable), mtime: time, uid: 0, gid: 0 },
      body: content,
    })),
  );
  return Bun.gzipSync(new Uint8Array(tar), { library: "libdeflate", level: quick ? 1 : 9 });
}

export function packZip(
  files: readonly ArchivedFile[],
  { time, quick = false }: ArchiveOptions,
): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const { name, content, executable } of files) {
    const attrs = (REGULAR_FILE | modeOf(executable)) << UNIX_ATTRIBUTES_SHIFT;
    const settings = { attrs, os: MADE_ON_UNIX, mtime: time, level: quick ? 0 : 9 } as const;
    entries[name] = [content, settings];
  }
  return inUtc(() => new Uint8Array(zipSync(entries)));
}

function modeOf(executable: boolean): number {
  return executable ? 0o755 : 0o644;
}

/** A zip holds the clock on the wall. With a zone's own, the bytes would depend on where they were packed. */
function inUtc<T>(pack: () => T): T {
  const zone = process.env.TZ;
  process.env.TZ = "UTC";
  try {
    return pack();
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}
