const PAGE = 16_384;
const TEXT_SIZE = 2 * PAGE;
const SYMBOLS = 48;
const OLD_SIGNATURE = 64;

type TinyMachO = {
  cpu: "x64" | "arm64";
  /** Property list and DER that the signature to be replaced carries. */
  entitlements?: { xml: Uint8Array; der: Uint8Array };
};

/** An executable of three pages with a signature that is worth nothing: what signing starts from, small enough to try every byte. */
export function tinyMachO({ cpu, entitlements }: TinyMachO): Uint8Array<ArrayBuffer> {
  const old = entitlements ? superBlob(entitlements) : emptySuperBlob();
  const signatureAt = TEXT_SIZE + SYMBOLS;
  const bytes = new Uint8Array(signatureAt + old.length);
  const view = new DataView(bytes.buffer);
  for (let index = 512; index < signatureAt; index++) bytes[index] = (index * 31) % 251;

  words(view, 0, [0xfeedfacf, cpu === "x64" ? 0x01000007 : 0x0100000c, 0, 2, 3, 72 + 72 + 16, 0, 0]);
  segment(view, 32, { name: "__TEXT", memory: PAGE, offset: 0, size: TEXT_SIZE });
  segment(view, 104, {
    name: "__LINKEDIT",
    memory: PAGE + TEXT_SIZE,
    offset: TEXT_SIZE,
    size: SYMBOLS + old.length,
  });
  words(view, 176, [0x1d, 16, signatureAt, old.length]);
  bytes.set(old, signatureAt);
  return bytes;
}

function emptySuperBlob(): Uint8Array {
  const bytes = new Uint8Array(OLD_SIGNATURE);
  new DataView(bytes.buffer).setUint32(0, 0xfade0cc0);
  return bytes;
}

function superBlob({ xml, der }: { xml: Uint8Array; der: Uint8Array }): Uint8Array {
  const bytes = new Uint8Array(28 + 8 + xml.length + 8 + der.length);
  const view = new DataView(bytes.buffer);
  const derAt = 28 + 8 + xml.length;
  for (const [index, word] of [0xfade0cc0, bytes.length, 2, 5, 28, 7, derAt].entries()) {
    view.setUint32(index * 4, word);
  }
  for (const [at, magic, content] of [[28, 0xfade7171, xml] as const, [derAt, 0xfade7172, der] as const]) {
    view.setUint32(at, magic);
    view.setUint32(at + 4, 8 + content.length);
    bytes.set(content, at + 8);
  }
  return bytes;
}

type TinySegment = {
  name: string;
  memory: number;
  offset: number;
  size: number;
};

function segment(view: DataView, at: number, { name, memory, offset, size }: TinySegment): void {
  words(view, at, [0x19, 72]);
  new TextEncoder().encodeInto(name, new Uint8Array(view.buffer, at + 8, 16));
  const memorySize = Math.ceil(size / PAGE) * PAGE;
  for (const [index, value] of [memory, memorySize, offset, size].entries()) {
    view.setBigUint64(at + 24 + index * 8, BigInt(value), true);
  }
}

function words(view: DataView, at: number, values: number[]): void {
  for (const [index, value] of values.entries()) view.setUint32(at + index * 4, value, true);
}
