import { type PeLayout, readPeLayout } from "./pe-layout.ts";
import { type ResourceLeaf, readResources } from "./resource-tree.ts";
import { readVersionStrings } from "./version-strings.ts";

const RELOCATIONS = 5;
const TYPE = { icon: 3, iconGroup: 14, version: 16, manifest: 24 } as const;
const NEEDED_ICON_SIZES = [16, 32, 48, 256];
const PNG = 0x89504e47;
const PROGRAM_TRAILER = "\n---- Bun! ----\n";

export type ExpectedWindowsBinary = {
  machine?: "x64" | "arm64";
  version?: string;
};

/** What is wrong with a dressed Windows executable, headers, program and resources; nothing when all is in its place. */
export function windowsBinaryProblems(bytes: Uint8Array, expected: ExpectedWindowsBinary = {}): string[] {
  const problems: string[] = [];
  try {
    const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const layout = readPeLayout(file, (problem) => void problems.push(problem));
    if (!layout) return problems;
    const { machine } = layout;
    if (expected.machine && machine !== expected.machine) {
      problems.push(`it is for ${machine}, not ${expected.machine}`);
    }
    problems.push(...programProblems(layout), ...relocationProblems(layout));
    const resources = readResources(layout);
    problems.push(...iconProblems(resources), ...versionProblems(resources, expected.version));
    if (!resources.some(({ type }) => type === TYPE.manifest)) problems.push("it has no manifest");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push("the file ends before what it announces, or announces something that cannot be");
  }
  return problems;
}

/** Bun's runtime looks for a section named .bun: eight bytes that say how long the program is, then the program. */
function programProblems({ file, sections }: PeLayout): string[] {
  const [program, ...others] = sections.filter(({ name }) => name === ".bun");
  if (!program || others.length > 0) return [`there are ${program ? "several" : "no"} .bun sections`];
  const length = Number(file.getBigUint64(program.rawAt, true));
  if (length + 8 !== program.size || program.size > program.rawSize) {
    return [`the program says it has ${length} bytes, in a section of ${program.size}`];
  }
  const trailerAt = program.rawAt + program.size - PROGRAM_TRAILER.length;
  const trailer = [...PROGRAM_TRAILER].every(
    (letter, index) => file.getUint8(trailerAt + index) === letter.charCodeAt(0),
  );
  return trailer ? [] : ["the program does not end with Bun's mark"];
}

/** Blocks of relocations follow each other up to the end; without them the program cannot be moved in memory. */
function relocationProblems({ file, sections, directories }: PeLayout): string[] {
  const directory = directories[RELOCATIONS];
  const section = sections.find(({ address }) => address === directory?.address);
  if (!directory || !section) return ["it has no relocations"];
  let at = 0;
  while (at < directory.size) {
    const blockSize = file.getUint32(section.rawAt + at + 4, true);
    if (blockSize < 8) break;
    at += blockSize;
  }
  return at === directory.size ? [] : ["the relocations do not end where they say"];
}

function iconProblems(resources: ResourceLeaf[]): string[] {
  const groups = resources.filter(({ type }) => type === TYPE.iconGroup);
  const [group] = groups;
  if (!group || groups.length > 1) return [`there are ${groups.length} icons instead of one`];
  const icons = Array.from({ length: group.data.getUint16(4, true) }, (_, index) => {
    const at = 6 + index * 14;
    const number = group.data.getUint16(at + 12, true);
    const image = resources.find(({ type, id }) => type === TYPE.icon && id === number)?.data;
    return { size: group.data.getUint8(at) || 256, length: group.data.getUint32(at + 8, true), image };
  });
  const problems = icons.flatMap(({ size, length, image }) => {
    if (image?.byteLength !== length) return [`the icon of ${size} pixels is missing or cut off`];
    const isPng = image.getUint32(0) === PNG && image.getUint32(16) === size && image.getUint32(20) === size;
    return isPng ? [] : [`the icon of ${size} pixels is not a PNG of that size`];
  });
  const missing = NEEDED_ICON_SIZES.filter((size) => !icons.some((icon) => icon.size === size));
  return [...problems, ...missing.map((size) => `there is no icon of ${size} pixels`)];
}

function versionProblems(resources: ResourceLeaf[], version: string | undefined): string[] {
  const [resource, ...others] = resources.filter(({ type }) => type === TYPE.version);
  const read = resource && readVersionStrings(resource.data);
  if (!read || others.length > 0) return ["it has no version, or several"];
  const { fileVersion, strings } = read;
  const said = strings.FileVersion;
  const same =
    said !== undefined && said === strings.ProductVersion && fileVersion === `${said.split("-")[0]}.0`;
  return [
    [strings.ProductName === "hiloop", `it calls itself ${strings.ProductName}`],
    [strings.OriginalFilename === "hiloop.exe", `it wants to be ${strings.OriginalFilename}`],
    [strings.FileDescription, "its description is missing"],
    [strings.LegalCopyright, "its copyright is missing"],
    [same, `its versions differ: ${fileVersion}, ${said}, ${strings.ProductVersion}`],
    [version === undefined || said === version, `its version is ${said}, not ${version}`],
  ].flatMap(([holds, problem]) => (holds ? [] : [String(problem)]));
}
