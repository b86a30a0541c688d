import { type PeHeaders, readPeHeaders } from "./pe-headers.ts";

const NAME = ".bun";
const SECTION_HEADER_SIZE = 40;

/** The section that `bun build --compile` adds behind all others: its header and its bytes. */
export type ProgramSection = {
  header: Uint8Array;
  bytes: Uint8Array;
};

/** Splits a compiled executable into Bun's runtime and the program. The runtime finds its program by the section's name at whatever address. */
export function takeProgramOff(compiled: Uint8Array): { runtime: Uint8Array; program: ProgramSection } {
  const { view, sections, sectionCountAt, sizeOfImageAt } = readPeHeaders(compiled);
  const last = sections.at(-1);
  if (last?.name !== NAME) throw new Error(`its last section is ${last?.name ?? "missing"}, not ${NAME}`);
  if (last.rawAt + last.rawSize < view.byteLength) throw new Error(`something follows its ${NAME} section`);
  if (last.rawAt + last.rawSize > view.byteLength) throw new Error("it is cut off");

  // Copies that start their own buffers, which `slice` of a Node buffer are not.
  const runtime = new Uint8Array(compiled.subarray(0, last.rawAt));
  const header = new Uint8Array(compiled.subarray(last.headerAt, last.headerAt + SECTION_HEADER_SIZE));
  const shortened = new DataView(runtime.buffer);
  runtime.fill(0, last.headerAt, last.headerAt + SECTION_HEADER_SIZE);
  shortened.setUint16(sectionCountAt, sections.length - 1, true);
  shortened.setUint32(sizeOfImageAt, last.virtualAddress, true);
  return { runtime, program: { header, bytes: compiled.subarray(last.rawAt) } };
}

/** The opposite: the program behind the runtime's last section, wherever that ends now. */
export function putProgramBack(runtime: Uint8Array, { header, bytes }: ProgramSection): Uint8Array {
  const before = readPeHeaders(runtime);
  const last = before.sections.at(-1);
  if (!last) throw new Error("it has no sections");
  const rawAt = alignUp(runtime.length, before.fileAlignment);
  const virtualAddress = alignUp(last.virtualAddress + last.virtualSize, before.sectionAlignment);

  const whole = new Uint8Array(rawAt + bytes.length);
  whole.set(runtime);
  whole.set(bytes, rawAt);
  whole.set(header, last.headerAt + SECTION_HEADER_SIZE);
  const view = new DataView(whole.buffer);
  view.setUint16(before.sectionCountAt, before.sections.length + 1, true);
  const { headerAt, virtualSize } = programHeader(readPeHeaders(whole));
  view.setUint32(headerAt + 12, virtualAddress, true);
  view.setUint32(headerAt + 20, rawAt, true);
  view.setUint32(before.sizeOfImageAt, alignUp(virtualAddress + virtualSize, before.sectionAlignment), true);
  view.setUint32(before.checksumAt, checksum(view, before.checksumAt), true);
  return whole;
}

function programHeader({ sections }: PeHeaders) {
  const last = sections.at(-1);
  if (last?.name !== NAME) throw new Error(`the ${NAME} section was lost`);
  return last;
}

/** All 16-bit words but the sum itself, carries added back in, plus the file's length. */
function checksum(view: DataView, checksumAt: number): number {
  view.setUint32(checksumAt, 0, true);
  let sum = 0;
  // Sections are padded to the file alignment, so that the length is even.
  for (let at = 0; at < view.byteLength; at += 2) {
    sum += view.getUint16(at, true);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum + view.byteLength;
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
