// Field names and numbers: cs_blobs.h of Apple's xnu. Everything in a signature is big-endian.
const MAGIC = 0xfade0c02;
const WITH_EXECUTABLE_SEGMENT = 0x20400;
const AD_HOC = 0x2;
const MAIN_BINARY = 0x1;
const SHA_256 = 2;
const HASH_SIZE = 32;
const HEADER_SIZE = 88;

export type CodeDirectoryInput = {
  /** What is signed: the file up to its signature. */
  code: Uint8Array;
  identifier: string;
  /** The size of a page as a power of two. */
  pageSizeLog2: number;
  text: { offset: number; size: number };
  /** The blobs whose hashes the directory holds, by slot: 2 requirements, 5 entitlements, 7 the same as DER. */
  blobs: Map<number, Uint8Array>;
};

/** The blob that a signature is about: a SHA-256 of every page of the file, and of the other blobs. */
export function codeDirectory(input: CodeDirectoryInput): Uint8Array {
  const { code, identifier, pageSizeLog2, text, blobs } = input;
  const { slotCount, hashesAt, pageCount, size } = layout(input);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);

  const words = [MAGIC, size, WITH_EXECUTABLE_SEGMENT, AD_HOC, hashesAt, HEADER_SIZE, slotCount, pageCount];
  for (const [index, word] of [...words, code.length].entries()) view.setUint32(index * 4, word);
  bytes.set([HASH_SIZE, SHA_256, 0, pageSizeLog2], 36);
  view.setBigUint64(64, BigInt(text.offset));
  view.setBigUint64(72, BigInt(text.size));
  view.setBigUint64(80, BigInt(MAIN_BINARY));
  new TextEncoder().encodeInto(identifier, bytes.subarray(HEADER_SIZE));

  for (const [slot, blob] of blobs) bytes.set(sha256(blob), hashesAt - slot * HASH_SIZE);
  const pageSize = 2 ** pageSizeLog2;
  for (let page = 0; page < pageCount; page++) {
    // The last page is hashed as short as it is, without padding.
    bytes.set(sha256(code.subarray(page * pageSize, (page + 1) * pageSize)), hashesAt + page * HASH_SIZE);
  }
  return bytes;
}

/** How long the directory will be, without hashing anything. */
export function codeDirectorySize(input: CodeDirectoryInput): number {
  return layout(input).size;
}

function layout({ code, identifier, pageSizeLog2, blobs }: CodeDirectoryInput) {
  const slotCount = Math.max(0, ...blobs.keys());
  const pageCount = Math.ceil(code.length / 2 ** pageSizeLog2);
  const hashesAt = HEADER_SIZE + identifier.length + 1 + slotCount * HASH_SIZE;
  return { slotCount, hashesAt, pageCount, size: hashesAt + pageCount * HASH_SIZE };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(bytes).digest();
}
