const MACHINES: Record<number, NonNullable<Elf["machine"]>> = { 62: "x64", 183: "arm64" };
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3, stack: 0x6474e551 } as const;
const TAG = {
  needed: 1,
  strings: 5,
  runPath: 29,
  oldRunPath: 15,
  versions: 0x6ffffffe,
  versionCount: 0x6fffffff,
} as const;
const EXECUTABLE = 1;

/** What a 64-bit little-endian ELF executable says it needs of the system it runs on (gABI, and LSB for the versions). */
export type Elf = {
  machine: "x64" | "arm64" | undefined;
  interpreter: string | undefined;
  neededLibraries: string[];
  /** Symbol versions it needs of those libraries, such as GLIBC_2.17. */
  neededVersions: string[];
  /** Where else than in the system's folders it would look for libraries. */
  runPaths: string[];
  hasExecutableStack: boolean;
  /** The section that `bun build --compile` fills: its length, then the program. */
  program: DataView | undefined;
};

type Segment = {
  type: number;
  flags: number;
  offset: number;
  address: number;
  size: number;
};

/** Throws a RangeError where the file is cut off, an Error when it is of another kind. */
export function readElf(file: DataView): Elf {
  if (file.getUint32(0) !== 0x7f454c46 || file.getUint16(4) !== 0x0201) {
    throw new Error("it is not a 64-bit little-endian ELF file");
  }
  const segments = readSegments(file);
  const dynamic = readDynamic(file, segments);
  const [stringsAddress = 0] = dynamic(TAG.strings);
  const string = (offset: number) => textAt(file, fileOffset(segments, stringsAddress) + offset);
  const interpreter = segments.find(({ type }) => type === SEGMENT.interpreter);
  const [versionsAddress] = dynamic(TAG.versions);
  const versionsAt = versionsAddress === undefined ? undefined : fileOffset(segments, versionsAddress);
  return {
    machine: MACHINES[file.getUint16(18, true)],
    interpreter: interpreter && textAt(file, interpreter.offset),
    neededLibraries: dynamic(TAG.needed).map(string),
    neededVersions: readVersions(file, versionsAt, dynamic(TAG.versionCount)[0] ?? 0).map(string),
    runPaths: [...dynamic(TAG.runPath), ...dynamic(TAG.oldRunPath)].map(string),
    hasExecutableStack: segments.some(
      ({ type, flags }) => type === SEGMENT.stack && (flags & EXECUTABLE) !== 0,
    ),
    program: readSection(file, ".bun"),
  };
}

function readSegments(file: DataView): Segment[] {
  return Array.from({ length: file.getUint16(56, true) }, (_, index) => {
    const at = long(file, 32) + index * file.getUint16(54, true);
    const segment = {
      type: file.getUint32(at, true),
      flags: file.getUint32(at + 4, true),
      offset: long(file, at + 8),
      address: long(file, at + 16),
      size: long(file, at + 32),
    };
    if (segment.offset + segment.size > file.byteLength) throw new RangeError("a segment is cut off");
    return segment;
  });
}

/** The values of a tag in the dynamic section. */
function readDynamic(file: DataView, segments: Segment[]): (tag: number) => number[] {
  const dynamic = segments.find(({ type }) => type === SEGMENT.dynamic);
  const entries = Array.from({ length: (dynamic?.size ?? 0) / 16 }, (_, index) => {
    const at = (dynamic?.offset ?? 0) + index * 16;
    return { tag: long(file, at), value: long(file, at + 8) };
  });
  const used = entries.slice(
    0,
    entries.findIndex(({ tag }) => tag === 0),
  );
  return (wanted) => used.filter(({ tag }) => tag === wanted).map(({ value }) => value);
}

/** A list of libraries, each with a list of versions: gives where the versions' names lie in the string table. */
function readVersions(file: DataView, versionsAt: number | undefined, count: number): number[] {
  const names: number[] = [];
  let libraryAt = versionsAt ?? 0;
  for (let library = 0; library < count && versionsAt !== undefined; library++) {
    let at = libraryAt + file.getUint32(libraryAt + 8, true);
    for (let left = file.getUint16(libraryAt + 2, true); left > 0; left--) {
      names.push(file.getUint32(at + 8, true));
      at += file.getUint32(at + 12, true);
    }
    libraryAt += file.getUint32(libraryAt + 12, true);
  }
  return names;
}

function readSection(file: DataView, wanted: string): DataView | undefined {
  const header = (index: number) => long(file, 40) + index * file.getUint16(58, true);
  if (header(file.getUint16(60, true)) > file.byteLength)
    throw new RangeError("the section table is cut off");
  const namesAt = long(file, header(file.getUint16(62, true)) + 24);
  for (let index = 1; index < file.getUint16(60, true); index++) {
    const at = header(index);
    if (textAt(file, namesAt + file.getUint32(at, true)) !== wanted) continue;
    const [offset, size] = [long(file, at + 24), long(file, at + 32)];
    if (offset + size > file.byteLength) throw new RangeError(`${wanted} is cut off`);
    return new DataView(file.buffer, file.byteOffset + offset, size);
  }
  return undefined;
}

function fileOffset(segments: Segment[], address: number): number {
  const segment = segments.find(
    (one) => one.type === SEGMENT.load && address >= one.address && address < one.address + one.size,
  );
  if (!segment) throw new RangeError("an address lies in no segment");
  return address - segment.address + segment.offset;
}

function textAt(file: DataView, at: number): string {
  let end = at;
  while (file.getUint8(end) !== 0) end++;
  return Buffer.from(file.buffer, file.byteOffset + at, end - at).toString("latin1");
}

function long(file: DataView, at: number): number {
  return Number(file.getBigUint64(at, true));
}
