import { packTar, type TarEntry } from "modern-tar";
import { sealOf } from "../../src/backup/seal.ts";
import { sumLine } from "../../src/backup/write-archive.ts";
import { concat } from "../../src/protocol/bytes.ts";

const END_BYTES = 1024;

export type Made = {
  name: string;
  text?: string;
  /** Instead of a text. */
  bytes?: Uint8Array;
  type?: "symlink" | "link" | "directory";
  linkname?: string;
};

/** A tar of anything, with the seal that hiloop would give it: whoever makes a hostile one can do that, too. */
export async function sealedTar(
  made: Made[],
  change: (tar: Uint8Array<ArrayBuffer>) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await packTar(made.map(toEntry));
  const tar = whole.slice(0, -END_BYTES);
  change(tar);
  const digest = new Bun.CryptoHasher("sha256").update(tar).digest("hex");
  return concat(tar, await sealOf(digest));
}

/** The sums that belong to such entries. */
export function sumsOf(made: Made[]): Made {
  const lines = made.map((entry) =>
    sumLine(entry.name, new Bun.CryptoHasher("sha256").update(contentOf(entry)).digest("hex")),
  );
  return { name: "SHA256SUMS", text: lines.join("") };
}

export function manifestOf(changes: Record<string, unknown> = {}): Made {
  const manifest = {
    format: 1,
    kind: "data",
    version: "9.9.9",
    at: "2026-11-22T09:30:00.000Z",
    missing: [],
    ...changes,
  };
  return { name: "hiloop-backup.json", text: JSON.stringify(manifest) };
}

/** Writes another size into the header at `offset`, with the checksum that fits. */
export function setSize(tar: Uint8Array, offset: number, size: bigint): void {
  const header = tar.subarray(offset, offset + 512);
  for (let index = 11, rest = size; index > 0; index--, rest >>= 8n)
    header[124 + index] = Number(rest & 255n);
  header[124] = 0x80;
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}

function contentOf({ text = "", bytes }: Made): Uint8Array {
  return bytes ?? new TextEncoder().encode(text);
}

function toEntry(made: Made): TarEntry {
  const { name, type, linkname } = made;
  const body = contentOf(made);
  return {
    header: { name, size: body.length, ...(type ? { type } : {}), ...(linkname ? { linkname } : {}) },
    body,
  };
}
