/** A VS_VERSIONINFO as Windows lays it out: what its blocks are called, and the text of those that have one. */
export type VersionBlocks = {
  /** Four numbers, such as 1.2.3.0. */
  fileVersion: string;
  strings: Record<string, string>;
};

const FIXED_INFO_SIGNATURE = 0xfeef04bd;
const TEXT = 1;

/** Reads a version resource. Throws a RangeError where a block is larger than what holds it. */
export function readVersionStrings(data: DataView): VersionBlocks | undefined {
  const root = readBlock(data, 0);
  if (root.key !== "VS_VERSION_INFO" || data.getUint32(root.valueAt, true) !== FIXED_INFO_SIGNATURE)
    return undefined;
  const fileVersion = [10, 8, 14, 12].map((offset) => data.getUint16(root.valueAt + offset, true)).join(".");
  const strings: Record<string, string> = {};
  const collect = (at: number, end: number): void => {
    for (let childAt = at; childAt < end; ) {
      const child = readBlock(data, childAt);
      if (child.end > end) throw new RangeError("a version block is larger than the one around it");
      if (child.type === TEXT && child.valueLength > 0)
        strings[child.key] = readText(data, child.valueAt, child.end);
      else collect(child.childrenAt, child.end);
      childAt = alignUp(child.end);
    }
  };
  collect(root.childrenAt, root.end);
  return { fileVersion, strings };
}

function readBlock(data: DataView, at: number) {
  const [length, valueLength, type] = [0, 2, 4].map((offset) => data.getUint16(at + offset, true));
  if (length === undefined || length < 6) throw new RangeError("a version block has no length");
  const key = readText(data, at + 6, data.byteLength);
  const valueAt = alignUp(at + 6 + (key.length + 1) * 2);
  return {
    key,
    type,
    valueLength: valueLength ?? 0,
    valueAt,
    childrenAt: alignUp(valueAt + (valueLength ?? 0)),
    end: at + length,
  };
}

function readText(data: DataView, at: number, end: number): string {
  let text = "";
  for (let next = at; next < end; next += 2) {
    const code = data.getUint16(next, true);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

function alignUp(at: number): number {
  return Math.ceil(at / 4) * 4;
}
