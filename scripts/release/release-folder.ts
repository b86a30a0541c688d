import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./checksums.ts";
import { refuseOtherFolder } from "./refuse-other-folder.ts";

/** A file of the release, once it is written. */
export type Released = { name: string; size: number; sha256: string };

/**
 * The folder that a release is made in: beside the one it ends as, which is replaced when everything is there. So a
 * release that broke off is never taken for a whole one.
 */
export class ReleaseFolder implements Disposable {
  readonly path: string;
  readonly #out: string;
  readonly #files = new Map<string, Released>();

  constructor(out: string) {
    refuseOtherFolder(out);
    mkdirSync(dirname(out), { recursive: true });
    this.#out = out;
    this.path = mkdtempSync(`${out}.making-`);
  }

  /** Writes a file; its name may have a folder in it. */
  add(name: string, content: string | Uint8Array): Released {
    if (this.#files.has(name)) throw new Error(`The release has two files called ${name}.`);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return this.#remember(name, bytes);
  }

  /** Counts a file in that another program has written here. */
  adopt(name: string): Released {
    return this.#remember(name, readFileSync(join(this.path, name)));
  }

  #remember(name: string, bytes: Uint8Array): Released {
    const released = { name, size: bytes.length, sha256: sha256(bytes) };
    this.#files.set(name, released);
    return released;
  }

  /** What was written, sorted by name. */
  files(): Released[] {
    return [...this.#files.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Puts it in place of an earlier release. */
  finish(): void {
    refuseOtherFolder(this.#out);
    rmSync(this.#out, { recursive: true, force: true });
    renameSync(this.path, this.#out);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
