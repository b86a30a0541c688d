import { type CodeDirectoryInput, codeDirectory, codeDirectorySize } from "./code-directory.ts";
import { type MachO, readMachO } from "./read-mach-o.ts";
import { readSuperBlob, writeSuperBlob } from "./super-blob.ts";

const SLOT = {
  codeDirectory: 0,
  requirements: 2,
  entitlements: 5,
  entitlementsDer: 7,
  cms: 0x10000,
} as const;
// Both as `codesign --sign -` writes them: a list of no requirements, and an envelope around no certificate.
const NO_REQUIREMENTS = Uint8Array.from([0xfa, 0xde, 0x0c, 0x01, 0, 0, 0, 12, 0, 0, 0, 0]);
const NO_CMS = Uint8Array.from([0xfa, 0xde, 0x0b, 0x01, 0, 0, 0, 8]);
// What Apple's codesign chooses for macOS.
const PAGE_SIZE_LOG2 = { x64: 12, arm64: 14 } as const;
const SIGNATURE_ALIGNMENT = 16;
// The page of arm64, which is also a multiple of that of x64.
const SEGMENT_ALIGNMENT = 2 ** 14;

/** A signed copy of an executable. The same bytes and identifier give the same bytes, also when they were signed before. */
export function signedMachO(bytes: Uint8Array, identifier: string): Uint8Array {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(identifier)) {
    throw new Error(`"${identifier}" is no identifier: use letters, digits, dots and hyphens`);
  }
  const file = readMachO(bytes);
  refuseOtherLayouts(file, bytes.length);

  const input: CodeDirectoryInput = {
    // A copy that starts its own buffer, which `slice` of a Node buffer is not.
    code: new Uint8Array(bytes.subarray(0, file.signature.offset)),
    identifier,
    pageSizeLog2: PAGE_SIZE_LOG2[file.cpu],
    text: file.text,
    blobs: hashedBlobs(bytes.subarray(file.signature.offset)),
  };
  const size = alignUp(
    signature(input, new Uint8Array(codeDirectorySize(input))).length,
    SIGNATURE_ALIGNMENT,
  );
  // The sizes lie in the first page: they are written before it is hashed.
  writeSizes(new DataView(input.code.buffer), file, size);

  const signed = new Uint8Array(input.code.length + size);
  signed.set(input.code);
  signed.set(signature(input, codeDirectory(input)), input.code.length);
  return signed;
}

function refuseOtherLayouts({ linkedit, signature: { offset, size } }: MachO, length: number): void {
  if (offset % SIGNATURE_ALIGNMENT !== 0) throw new Error("its signature does not start at a multiple of 16");
  if (offset < linkedit.offset || linkedit.offset + linkedit.size !== offset + size) {
    throw new Error("its signature does not end __LINKEDIT");
  }
  if (offset + size < length) throw new Error("something follows its signature");
  if (offset + size > length) throw new Error("it is cut off");
}

/** Entitlements are kept: they say that the runtime compiles code while it runs. Requirements name a certificate: they are not. */
function hashedBlobs(oldSignature: Uint8Array): Map<number, Uint8Array> {
  const old = readSuperBlob(oldSignature);
  const blobs = new Map<number, Uint8Array>([[SLOT.requirements, NO_REQUIREMENTS]]);
  for (const slot of [SLOT.entitlements, SLOT.entitlementsDer]) {
    const blob = old.get(slot);
    if (blob) blobs.set(slot, blob);
  }
  return blobs;
}

function signature({ blobs }: CodeDirectoryInput, directory: Uint8Array): Uint8Array {
  return writeSuperBlob(new Map([[SLOT.codeDirectory, directory], ...blobs, [SLOT.cms, NO_CMS]]));
}

function writeSizes(view: DataView, { linkedit, signature: { commandAt } }: MachO, size: number): void {
  const linkeditSize = view.byteLength + size - linkedit.offset;
  view.setUint32(commandAt + 12, size, true);
  view.setBigUint64(linkedit.commandAt + 32, BigInt(alignUp(linkeditSize, SEGMENT_ALIGNMENT)), true);
  view.setBigUint64(linkedit.commandAt + 48, BigInt(linkeditSize), true);
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
