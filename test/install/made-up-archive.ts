import { packTar } from "modern-tar";
import { sha256 } from "../../scripts/release/checksums.ts";
import type { MadeUpRelease } from "../helpers/made-up-release.ts";

/** A version that no test builds. */
export const VERSION = "9.9.9";

export type Entry = {
  name: string;
  type?: "file" | "symlink" | "directory";
  content?: string;
  linkname?: string;
};

/** An archive of anything, unlike what a release packs. */
export async function archiveOf(...entries: Entry[]): Promise<Uint8Array<ArrayBuffer>> {
  const tar = await packTar(
    entries.map(({ name, type = "file", content = "", linkname }) => ({
      header: {
        name,
        type,
        mode: 0o755,
        size: Buffer.byteLength(content),
        ...(linkname === undefined ? {} : { linkname }),
      },
      ...(type === "file" ? { body: content } : {}),
    })),
  );
  return Bun.gzipSync(new Uint8Array(tar));
}

/** A hiloop that does nothing but what this script does. */
export function script(body: string): Entry {
  return { name: "hiloop", content: `#!/bin/sh\n${body}\n` };
}

export type Served = {
  archive?: Uint8Array<ArrayBuffer> | (() => Response);
  /** Instead of the right SHA256SUMS. */
  sums?: string | (() => Response);
};

/** Lets the release server give this as the only release; other paths are not found. */
export function serve(release: MadeUpRelease, { archive = new Uint8Array(), sums }: Served): void {
  const name = `hiloop-${VERSION}-${release.target}.tar.gz`;
  const right = typeof archive === "function" ? "" : `${sha256(archive)}  ${name}\n`;
  release.tamper((path) => {
    if (path === "latest/download/SHA256SUMS" || path === `download/v${VERSION}/SHA256SUMS`) {
      return typeof sums === "function" ? sums() : new Response(sums ?? right);
    }
    if (path !== `download/v${VERSION}/${name}`) return undefined;
    return typeof archive === "function" ? archive() : new Response(archive);
  });
}
