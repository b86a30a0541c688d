const MACHINES: Record<number, MacLayout["machine"]> = { 16777223: "x64", 16777228: "arm64" };
const SEGMENT = 0x19;
const SIGNATURE = 0x1d;
/** Commands of the form type, size, offset, length that point into __LINKEDIT: fixups, exports, function starts, data in code, split info. */
const LINKEDIT_TABLES = [0x80000034, 0x80000033, 0x26, 0x29, 0x1e];
const SYMBOLS = 0x2;
const INDIRECT_SYMBOLS = 0xb;

type Range = {
  name: string;
  start: number;
  end: number;
};

/** Where things lie in a macOS executable, as far as its signature speaks of them. */
export type MacLayout = {
  machine: "x64" | "arm64" | undefined;
  text: Range;
  signature: Range;
};

/**
 * Reads the load commands of a 64-bit executable and reports what contradicts itself. It shares nothing with the code
 * that signs, so that a mistake there is not repeated here. Throws a RangeError where the file is cut off.
 */
export function readMacLayout(file: DataView, report: (problem: string) => void): MacLayout | undefined {
  if (file.getUint32(0) !== 0xcffaedfe) return void report("it is not a thin 64-bit Mach-O file");
  const machine = MACHINES[file.getUint32(4, true)];
  if (!machine) report("its processor is neither x64 nor arm64");
  if (file.getUint32(12, true) !== 2) report("it is not an executable");

  const { segments, memory, tables, signatures } = readCommands(file, report);
  const text = segments.find(({ name }) => name === "__TEXT");
  const linkedit = segments.find(({ name }) => name === "__LINKEDIT");
  const [signature] = signatures;
  if (!text || !linkedit) return void report("there is no __TEXT or no __LINKEDIT segment");
  if (!signature || signatures.length > 1) return void report(`there are ${signatures.length} signatures`);
  reportOverlaps(segments, report);
  reportOverlaps(memory, report);
  reportPlaces({ linkedit, signature, tables, fileSize: file.byteLength }, report);
  return { machine, text, signature };
}

type Commands = {
  segments: Range[];
  /** Where the segments lie in memory, instead of in the file. */
  memory: Range[];
  tables: Range[];
  signatures: Range[];
};

function readCommands(file: DataView, report: (problem: string) => void): Commands {
  const found: Commands = { segments: [], memory: [], tables: [], signatures: [] };
  let at = 32;
  for (let index = 0; index < file.getUint32(16, true); index++) {
    const word = (offset: number) => file.getUint32(at + offset, true);
    const long = (offset: number) => Number(file.getBigUint64(at + offset, true));
    const [type, size] = [word(0), word(4)];
    if (type === SEGMENT) {
      const name = [...Array(16).keys()].map((byte) => String.fromCharCode(file.getUint8(at + 8 + byte)));
      const segment = range(name.join("").replaceAll("\0", ""), long(40), long(48));
      if (long(48) > long(32)) report(`${segment.name} is larger in the file than in memory`);
      found.segments.push(segment);
      found.memory.push(range(`the memory of ${segment.name}`, long(24), long(32)));
    }
    if (type === SIGNATURE) found.signatures.push(range("the signature", word(8), word(12)));
    if (LINKEDIT_TABLES.includes(type))
      found.tables.push(range(`table ${type.toString(16)}`, word(8), word(12)));
    if (type === SYMBOLS) {
      found.tables.push(
        range("the symbols", word(8), word(12) * 16),
        range("their names", word(16), word(20)),
      );
    }
    if (type === INDIRECT_SYMBOLS) found.tables.push(range("the indirect symbols", word(56), word(60) * 4));
    if (size < 8 || size % 8 !== 0) throw new RangeError(`load command ${index} has a size that cannot be`);
    at += size;
  }
  if (at !== 32 + file.getUint32(20, true)) report("the load commands do not fill their table");
  return found;
}

type Places = {
  linkedit: Range;
  signature: Range;
  tables: Range[];
  fileSize: number;
};

function reportPlaces(
  { linkedit, signature, tables, fileSize }: Places,
  report: (problem: string) => void,
): void {
  if (signature.start % 16 !== 0) report("the signature does not start at a multiple of 16");
  if (signature.start < linkedit.start) report("the signature starts before __LINKEDIT");
  if (signature.end !== linkedit.end) report("the signature does not end where __LINKEDIT ends");
  if (signature.end !== fileSize) report("the signature does not end where the file ends");
  for (const { name, start, end } of tables) {
    if (end > start && (start < linkedit.start || end > signature.start)) {
      report(`${name} lies outside of __LINKEDIT, or in the signature`);
    }
  }
}

function reportOverlaps(ranges: Range[], report: (problem: string) => void): void {
  const used = ranges.filter(({ start, end }) => end > start).sort((one, other) => one.start - other.start);
  for (const [index, next] of used.entries()) {
    const before = used[index - 1];
    if (before && next.start < before.end) report(`${before.name} and ${next.name} overlap`);
  }
  const last = used.at(-1);
  if (last && !last.name.endsWith("__LINKEDIT")) report(`${last.name} comes after __LINKEDIT`);
}

function range(name: string, start: number, size: number): Range {
  return { name, start, end: start + size };
}
