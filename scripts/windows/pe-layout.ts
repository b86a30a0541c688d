const MACHINES: Record<number, PeLayout["machine"]> = { 34404: "x64", 43620: "arm64" };
const CONSOLE = 3;
const DIRECTORY_COUNT = 16;
const CERTIFICATES = 4;

export type PeLayout = {
  file: DataView;
  machine: "x64" | "arm64" | undefined;
  sections: Section[];
  /** Address and size of each data directory, by its number in the PE format. */
  directories: { address: number; size: number }[];
};

export type Section = {
  name: string;
  address: number;
  size: number;
  rawAt: number;
  rawSize: number;
};

/**
 * Reads the headers of a 64-bit console program and reports what contradicts itself. It shares nothing with the code
 * that writes them, so that a mistake there is not repeated here. Throws a RangeError where the file is cut off.
 */
export function readPeLayout(file: DataView, report: (problem: string) => void): PeLayout | undefined {
  const short = (at: number) => file.getUint16(at, true);
  const long = (at: number) => file.getUint32(at, true);
  const peAt = short(0) === 0x5a4d ? long(60) : 0;
  if (peAt === 0 || long(peAt) !== 0x4550) return void report("it is not a Windows executable");
  const optionalAt = peAt + 24;
  if (short(optionalAt) !== 0x20b) return void report("it is not a 64-bit executable");
  if (long(optionalAt + 108) !== DIRECTORY_COUNT) return void report("it has not sixteen directories");
  const machine = MACHINES[short(peAt + 4)];
  if (!machine) report("its processor is neither x64 nor arm64");
  if ((short(peAt + 22) & 0x2002) !== 2) report("it is not a program, or it is a library");
  if (short(optionalAt + 68) !== CONSOLE) report("it is not a console program");

  const tableAt = optionalAt + short(peAt + 20);
  const sections = Array.from({ length: short(peAt + 6) }, (_, index) =>
    readSection(file, tableAt + index * 40),
  );
  const directories = Array.from({ length: DIRECTORY_COUNT }, (_, index) => {
    const at = optionalAt + 112 + index * 8;
    return { address: long(at), size: long(at + 4) };
  });
  const alignment = { memory: long(optionalAt + 32), file: long(optionalAt + 36) };
  const headersSize = long(optionalAt + 60);
  if (tableAt + sections.length * 40 > headersSize) report("the section table does not fit the headers");
  reportSections({ sections, alignment, headersSize, fileSize: file.byteLength }, report);

  const last = sections.at(-1);
  const end = last ? alignUp(last.address + last.size, alignment.memory) : 0;
  if (long(optionalAt + 56) !== end) report("the size of the image is not that of its sections");
  const entry = long(optionalAt + 16);
  if (sections.find((section) => holds(section, entry, 1))?.name !== ".text")
    report("it starts outside of .text");
  reportDirectories({ sections, directories }, report);
  if (long(optionalAt + 64) !== checksum(file, optionalAt + 64)) report("the checksum is wrong");
  return { file, machine, sections, directories };
}

function readSection(file: DataView, at: number): Section {
  const [size = 0, address = 0, rawSize = 0, rawAt = 0] = [8, 12, 16, 20].map((offset) =>
    file.getUint32(at + offset, true),
  );
  const name = [...Array(8).keys()].map((byte) => String.fromCharCode(file.getUint8(at + byte))).join("");
  return { name: name.replace(/\0+$/, ""), size, address, rawSize, rawAt };
}

function reportDirectories(
  { sections, directories }: Pick<PeLayout, "sections" | "directories">,
  report: (problem: string) => void,
): void {
  for (const [index, { address, size }] of directories.entries()) {
    if (size === 0 || index === CERTIFICATES) continue;
    if (!sections.some((section) => holds(section, address, size))) {
      report(`directory ${index} lies in no section`);
    }
  }
  if (directories[CERTIFICATES]?.size) report("it is signed, and a signature here cannot be right");
}

type Sections = {
  sections: Section[];
  alignment: { memory: number; file: number };
  headersSize: number;
  fileSize: number;
};

/** Windows loads only what lies in memory without gaps, and reads of a file what its sections say. */
function reportSections(
  { sections, alignment, headersSize, fileSize }: Sections,
  report: (problem: string) => void,
): void {
  let rawEnd = headersSize;
  let end = alignUp(headersSize, alignment.memory);
  for (const { name, address, size, rawAt, rawSize } of sections) {
    if (address !== end) report(`${name} does not follow the section before it in memory`);
    if (rawAt !== rawEnd) report(`${name} does not follow the section before it in the file`);
    if (rawAt % alignment.file !== 0 || rawSize % alignment.file !== 0) report(`${name} is not aligned`);
    end = alignUp(address + size, alignment.memory);
    rawEnd = rawAt + rawSize;
  }
  if (rawEnd !== fileSize) report(`the sections end at byte ${rawEnd} of ${fileSize}`);
}

/** As imagehlp's CheckSumMappedFile: a ones' complement sum of 16-bit words without the sum itself, plus the length. */
function checksum(file: DataView, checksumAt: number): number {
  let sum = 0;
  for (let at = 0; at + 1 < file.byteLength; at += 2) {
    if (at !== checksumAt && at !== checksumAt + 2) sum += file.getUint16(at, true);
  }
  if (file.byteLength % 2 === 1) sum += file.getUint8(file.byteLength - 1);
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum + file.byteLength;
}

function holds({ address, size }: Section, start: number, length: number): boolean {
  return start >= address && start + length <= address + size;
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
