import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { HiloopError } from "../protocol/error.ts";
import { damagedBackup } from "./backup-error.ts";

/** The entries of a tar, one after the other; each body is read to its end before the next is asked for. */
export async function* readArchive(path: string): AsyncGenerator<ParsedTarEntry> {
  const entries = Bun.file(path)
    .stream()
    .pipeThrough(createTarDecoder({ strict: true }));
  for await (const entry of entries) yield entry;
}

/** The whole text of an entry. Throws `storage` when it is longer than `maxBytes`, before it is read. */
export async function entryText(
  path: string,
  { header, body }: ParsedTarEntry,
  maxBytes: number,
): Promise<string> {
  if (header.size > maxBytes) throw damagedBackup(path, `holds a ${header.name} that is too long`);
  return await new Response(body).text();
}

/** Runs what reads a backup; whatever the reader of tars or of databases says means that it is damaged. */
export async function reading<Result>(
  path: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof HiloopError || signal.aborted) throw thrown;
    throw damagedBackup(path, "cannot be read as a backup of hiloop", thrown);
  }
}
