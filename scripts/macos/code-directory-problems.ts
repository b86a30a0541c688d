import { createHash } from "node:crypto";
import type { MacLayout } from "./mac-layout.ts";

const AD_HOC = 0x2;
const LINKER_SIGNED = 0x20000;
const HASH_SIZE = 32;

export type SignedParts = {
  file: DataView;
  layout: MacLayout;
  /** The signature's blobs by slot number, the directory itself (slot 0) included. */
  blobs: Map<number, DataView>;
  /** The name that must stand in it; any will do when it is not given. */
  identifier: string | undefined;
};

/** Compares a CodeDirectory with the file and the blobs that it is about: every field, every slot, every page. */
export function codeDirectoryProblems(
  directory: DataView,
  { file, layout, blobs, identifier }: SignedParts,
): string[] {
  const word = (offset: number) => directory.getUint32(offset);
  const [hashesAt, nameAt, slotCount, pageCount, codeLimit] = [
    word(16),
    word(20),
    word(24),
    word(28),
    word(32),
  ];
  const pageSizeLog2 = directory.getUint8(39);
  const name = text(directory, nameAt);
  const pageSize = 2 ** pageSizeLog2;
  const long = (offset: number) => Number(directory.getBigUint64(offset));

  const problems = [
    [word(8) === 0x20400, "the directory is of another version than 0x20400"],
    [(word(12) & ~LINKER_SIGNED) === AD_HOC, `the flags are 0x${word(12).toString(16)}, not ad hoc`],
    [directory.getUint8(36) === HASH_SIZE && directory.getUint8(37) === 2, "the hashes are not SHA-256"],
    [directory.getUint8(38) === 0, "it claims to be a part of the system"],
    [pageSizeLog2 === 12 || pageSizeLog2 === 14, `the pages are of 2^${pageSizeLog2} bytes`],
    [codeLimit === layout.signature.start, `it covers ${codeLimit} bytes of ${layout.signature.start}`],
    [pageCount === Math.ceil(codeLimit / pageSize), "the number of pages is not that of the code"],
    [nameAt === 88, "the identifier does not follow the header"],
    [/^[\w.-]+$/.test(name), "the identifier is not readable"],
    [identifier === undefined || name === identifier, `the identifier is ${name}, not ${identifier}`],
    [
      hashesAt === nameAt + name.length + 1 + slotCount * HASH_SIZE,
      "the hashes do not follow the identifier",
    ],
    [hashesAt + pageCount * HASH_SIZE === directory.byteLength, "the hashes do not fill the directory"],
    [word(40) === 0 && word(44) === 0 && word(48) === 0 && word(52) === 0, "a spare field or a team is set"],
    [long(56) === 0, "there is a second code limit"],
    [
      long(64) === layout.text.start && long(72) === layout.text.end - layout.text.start,
      "it names another __TEXT",
    ],
    [long(80) === 1, "it is not marked as a main executable alone"],
  ].flatMap(([holds, problem]) => (holds ? [] : [String(problem)]));

  // Reading hashes by wrong numbers says nothing more.
  if (problems.length > 0) return problems;
  const hashAt = (slot: number) => hex(directory, hashesAt + slot * HASH_SIZE, HASH_SIZE);
  return [...slotProblems(blobs, slotCount, hashAt), ...pageProblems(file, { codeLimit, pageSize, hashAt })];
}

/** A slot holds the hash of its blob, or zeros when there is no such blob; no blob goes without a slot. */
function slotProblems(
  blobs: Map<number, DataView>,
  slotCount: number,
  hashAt: (slot: number) => string,
): string[] {
  const problems: string[] = [];
  for (let slot = 1; slot <= slotCount; slot++) {
    const blob = blobs.get(slot);
    const expected = blob ? sha256(blob) : "0".repeat(HASH_SIZE * 2);
    if (hashAt(-slot) !== expected) problems.push(`slot ${slot} does not hold the hash of its blob`);
  }
  for (const slot of blobs.keys()) {
    if (slot > slotCount && slot < 0x1000) problems.push(`the blob of slot ${slot} is not hashed`);
  }
  return problems;
}

type Pages = {
  codeLimit: number;
  pageSize: number;
  hashAt(slot: number): string;
};

function pageProblems(file: DataView, { codeLimit, pageSize, hashAt }: Pages): string[] {
  const wrong: number[] = [];
  for (let start = 0; start < codeLimit; start += pageSize) {
    const length = Math.min(pageSize, codeLimit - start);
    const page = new DataView(file.buffer, file.byteOffset + start, length);
    if (sha256(page) !== hashAt(start / pageSize)) wrong.push(start);
  }
  if (wrong.length === 0) return [];
  return [`${wrong.length} pages are not the ones that were signed, the first at byte ${wrong[0]}`];
}

function text(view: DataView, at: number): string {
  let end = at;
  while (view.getUint8(end) !== 0) end++;
  return Buffer.from(view.buffer, view.byteOffset + at, end - at).toString("latin1");
}

function hex(view: DataView, at: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + at, length).toString("hex");
}

function sha256(view: DataView): string {
  return createHash("sha256").update(view).digest("hex");
}
