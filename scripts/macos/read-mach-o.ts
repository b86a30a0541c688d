const MAGIC_64_LITTLE_ENDIAN = 0xfeedfacf;
const HEADER_SIZE = 32;
const EXECUTABLE = 2;
const SEGMENT_64 = 0x19;
const CODE_SIGNATURE = 0x1d;
const CPUS: Record<number, MachO["cpu"]> = { 16777223: "x64", 16777228: "arm64" };

/** What signing needs to know of a thin 64-bit executable. `At` is where in the file a load command starts; the rest is in bytes. */
export type MachO = {
  cpu: "x64" | "arm64";
  text: Segment;
  linkedit: Segment;
  signature: { commandAt: number; offset: number; size: number };
};

export type Segment = {
  commandAt: number;
  offset: number;
  size: number;
};

/** Reads the load commands (loader.h of Apple's cctools). Throws on anything but what Bun's runtimes for macOS look like. */
export function readMachO(bytes: Uint8Array): MachO {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < HEADER_SIZE || view.getUint32(0, true) !== MAGIC_64_LITTLE_ENDIAN) {
    throw new Error("it is not a thin 64-bit Mach-O file");
  }
  const cpu = CPUS[view.getUint32(4, true)];
  if (!cpu) throw new Error("its processor is neither x64 nor arm64");
  if (view.getUint32(12, true) !== EXECUTABLE) throw new Error("it is not an executable");

  const segments = new Map<string, Segment>();
  let signature: MachO["signature"] | undefined;
  for (const { type, at } of loadCommands(view)) {
    if (type === SEGMENT_64) {
      const name = new TextDecoder().decode(bytes.subarray(at + 8, at + 24)).replace(/\0+$/, "");
      if (segments.has(name)) throw new Error(`it has two segments named ${name}`);
      segments.set(name, { commandAt: at, offset: safe(view, at + 40), size: safe(view, at + 48) });
    }
    if (type === CODE_SIGNATURE) {
      if (signature) throw new Error("it has two signatures");
      signature = {
        commandAt: at,
        offset: view.getUint32(at + 8, true),
        size: view.getUint32(at + 12, true),
      };
    }
  }
  const [text, linkedit] = [segments.get("__TEXT"), segments.get("__LINKEDIT")];
  if (!text || !linkedit) throw new Error("it has no __TEXT or no __LINKEDIT segment");
  if (!signature) throw new Error("it has no room for a signature: there is no LC_CODE_SIGNATURE");
  return { cpu, text, linkedit, signature };
}

function* loadCommands(view: DataView): Generator<{ type: number; at: number }> {
  const end = HEADER_SIZE + view.getUint32(20, true);
  if (end > view.byteLength) throw new Error("its load commands are cut off");
  let at = HEADER_SIZE;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    const size = at + 8 <= end ? view.getUint32(at + 4, true) : 0;
    const type = size ? view.getUint32(at, true) : 0;
    const smallest = type === SEGMENT_64 ? 72 : type === CODE_SIGNATURE ? 16 : 8;
    if (size < smallest || at + size > end) throw new Error("its load commands do not fit their table");
    yield { type, at };
    at += size;
  }
}

function safe(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new Error("a segment's place is not believable");
  return value;
}
