/** A file of a backup that is to be written: opened when its turn comes, so that any number of them costs little. */
export type Entry = { name: string; size: number; open: () => ReadableStream<Uint8Array> };

export function fileEntry(name: string, path: string, size: number): Entry {
  return { name, size, open: () => Bun.file(path).stream() };
}

export function textEntry(name: string, text: string): Entry {
  const content = new Blob([text]);
  return { name, size: content.size, open: () => content.stream() };
}
