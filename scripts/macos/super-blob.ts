const MAGIC = 0xfade0cc0;
const HEADER_SIZE = 12;
const INDEX_ENTRY_SIZE = 8;

/** The container of a signature's blobs, in the order given: slot number → blob. */
export function writeSuperBlob(blobs: Map<number, Uint8Array>): Uint8Array {
  const indexEnd = HEADER_SIZE + blobs.size * INDEX_ENTRY_SIZE;
  const length = [...blobs.values()].reduce((total, blob) => total + blob.length, indexEnd);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [MAGIC, length, blobs.size].entries()) view.setUint32(index * 4, word);

  let [entryAt, blobAt] = [HEADER_SIZE, indexEnd];
  for (const [slot, blob] of blobs) {
    view.setUint32(entryAt, slot);
    view.setUint32(entryAt + 4, blobAt);
    bytes.set(blob, blobAt);
    entryAt += INDEX_ENTRY_SIZE;
    blobAt += blob.length;
  }
  return bytes;
}

/** The blobs of a signature by slot. Throws when it is not a container of blobs or one of them is cut off. */
export function readSuperBlob(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < HEADER_SIZE || view.getUint32(0) !== MAGIC) {
    throw new Error("its signature is not an embedded one");
  }
  const blobs = new Map<number, Uint8Array>();
  const count = view.getUint32(8);
  if (HEADER_SIZE + count * INDEX_ENTRY_SIZE > view.byteLength) throw new Error("its signature is cut off");
  for (let index = 0; index < count; index++) {
    const entryAt = HEADER_SIZE + index * INDEX_ENTRY_SIZE;
    const blobAt = view.getUint32(entryAt + 4);
    const blobEnd = blobAt + 8 <= view.byteLength ? blobAt + view.getUint32(blobAt + 4) : Infinity;
    if (blobEnd > view.byteLength) throw new Error("a part of its signature is cut off");
    blobs.set(view.getUint32(entryAt), bytes.subarray(blobAt, blobEnd));
  }
  return blobs;
}
