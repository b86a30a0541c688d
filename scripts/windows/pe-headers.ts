const PE_SIGNATURE = 0x4550;
const PE_32_PLUS = 0x20b;
const SECTION_HEADER_SIZE = 40;

/** Where the fields of a 64-bit PE file lie that change when a section comes or goes (PE Format, Microsoft). */
export type PeHeaders = {
  view: DataView;
  sectionCountAt: number;
  sizeOfImageAt: number;
  checksumAt: number;
  fileAlignment: number;
  sectionAlignment: number;
  sections: PeSection[];
};

export type PeSection = {
  headerAt: number;
  name: string;
  virtualSize: number;
  virtualAddress: number;
  rawSize: number;
  rawAt: number;
};

export function readPeHeaders(bytes: Uint8Array): PeHeaders {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 64 || view.getUint16(0, true) !== 0x5a4d)
    throw new Error("it is not a Windows executable");
  const peAt = view.getUint32(60, true);
  const optionalAt = peAt + 24;
  if (optionalAt + 240 > view.byteLength) throw new Error("its headers are cut off");
  if (view.getUint32(peAt, true) !== PE_SIGNATURE || view.getUint16(optionalAt, true) !== PE_32_PLUS) {
    throw new Error("it is not a 64-bit Windows executable");
  }
  const tableAt = optionalAt + view.getUint16(peAt + 20, true);
  const count = view.getUint16(peAt + 6, true);
  if (tableAt + count * SECTION_HEADER_SIZE > view.byteLength)
    throw new Error("its section table is cut off");
  return {
    view,
    sectionCountAt: peAt + 6,
    sizeOfImageAt: optionalAt + 56,
    checksumAt: optionalAt + 64,
    fileAlignment: view.getUint32(optionalAt + 36, true),
    sectionAlignment: view.getUint32(optionalAt + 32, true),
    sections: Array.from({ length: count }, (_, index) =>
      readSection(view, tableAt + index * SECTION_HEADER_SIZE),
    ),
  };
}

function readSection(view: DataView, headerAt: number): PeSection {
  const name = new Uint8Array(view.buffer, view.byteOffset + headerAt, 8);
  return {
    headerAt,
    name: String.fromCharCode(...name).replace(/\0+$/, ""),
    virtualSize: view.getUint32(headerAt + 8, true),
    virtualAddress: view.getUint32(headerAt + 12, true),
    rawSize: view.getUint32(headerAt + 16, true),
    rawAt: view.getUint32(headerAt + 20, true),
  };
}
