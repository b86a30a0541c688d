import { codeDirectoryProblems } from "./code-directory-problems.ts";
import { readMacLayout } from "./mac-layout.ts";

const MAGIC_OF_SLOT: Record<number, number> = {
  0: 0xfade0c02,
  2: 0xfade0c01,
  5: 0xfade7171,
  7: 0xfade7172,
  65536: 0xfade0b01,
};
const CMS_SLOT = 0x10000;
const EMPTY_CMS_SIZE = 8;

export type ExpectedMacBinary = {
  machine?: "x64" | "arm64";
  identifier?: string;
};

/**
 * What is wrong with the ad hoc signature of a macOS executable; nothing when macOS would accept it. Every hash is
 * computed anew from the bytes, and every number is compared with what it is about.
 */
export function macSignatureProblems(bytes: Uint8Array, expected: ExpectedMacBinary = {}): string[] {
  const problems: string[] = [];
  const report = (problem: string): undefined => void problems.push(problem);
  try {
    const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const layout = readMacLayout(file, report);
    if (!layout) return problems;
    const { machine } = layout;
    if (expected.machine && machine !== expected.machine)
      report(`it is for ${machine}, not ${expected.machine}`);
    const { start, end } = layout.signature;
    if (end > file.byteLength) return problems;
    const blobs = readBlobs(new DataView(file.buffer, file.byteOffset + start, end - start), report);
    const directory = blobs?.get(0);
    if (!blobs || !directory) return [...problems, "the signature has no directory"];
    return [
      ...problems,
      ...codeDirectoryProblems(directory, { file, layout, blobs, identifier: expected.identifier }),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [...problems, "the file ends before what it announces, or announces something that cannot be"];
  }
}

/** Blobs follow each other without gaps after the index, each in a slot of its own and of that slot's kind. */
function readBlobs(
  signature: DataView,
  report: (problem: string) => void,
): Map<number, DataView> | undefined {
  if (signature.getUint32(0) !== 0xfade0cc0) return void report("the signature is not an embedded one");
  const [length, count] = [signature.getUint32(4), signature.getUint32(8)];
  const blobs = new Map<number, DataView>();
  let expectedAt = 12 + count * 8;
  for (let index = 0; index < count; index++) {
    const [slot, at] = [signature.getUint32(12 + index * 8), signature.getUint32(16 + index * 8)];
    const [magic, size] = [signature.getUint32(at), signature.getUint32(at + 4)];
    if (at !== expectedAt) report(`the blob of slot ${slot} does not follow the one before it`);
    if (blobs.has(slot)) report(`there are two blobs for slot ${slot}`);
    if (magic !== MAGIC_OF_SLOT[slot]) report(`slot ${slot} holds a blob of kind 0x${magic.toString(16)}`);
    if (slot === CMS_SLOT && size !== EMPTY_CMS_SIZE) report("there is a certificate's signature in it");
    if (at + size > signature.byteLength) return void report(`the blob of slot ${slot} is cut off`);
    blobs.set(slot, new DataView(signature.buffer, signature.byteOffset + at, size));
    expectedAt = at + size;
  }
  if (length !== expectedAt) report("the signature's length is not that of its blobs");
  const padding = new Uint8Array(
    signature.buffer,
    signature.byteOffset + expectedAt,
    signature.byteLength - expectedAt,
  );
  if (padding.length >= 16) report(`${padding.length} bytes follow the blobs of the signature`);
  if (padding.some((byte) => byte !== 0)) report("what follows the blobs of the signature is not empty");
  if (blobs.has(5) !== blobs.has(7)) report("entitlements are there in one of their two forms only");
  return blobs;
}
