import { readFile } from "node:fs/promises";
import { readElf } from "./read-elf.ts";

const PROGRAM_TRAILER = "\n---- Bun! ----\n";
/** Of 2012, and what the README promises: Bun's runtimes need nothing newer. */
const NEWEST_GLIBC = [2, 17] as const;
const INTERPRETERS = {
  "/lib64/ld-linux-x86-64.so.2": { libc: "glibc", machine: "x64" },
  "/lib/ld-linux-aarch64.so.1": { libc: "glibc", machine: "arm64" },
  "/lib/ld-musl-x86_64.so.1": { libc: "musl", machine: "x64" },
  "/lib/ld-musl-aarch64.so.1": { libc: "musl", machine: "arm64" },
} as const;
const LIBRARIES = {
  glibc: /^(lib(c|m)\.so\.6|libpthread\.so\.0|libdl\.so\.2|ld-linux-(x86-64\.so\.2|aarch64\.so\.1))$/,
  musl: /^(libc\.musl-(x86_64|aarch64)\.so\.1|libstdc\+\+\.so\.6|libgcc_s\.so\.1)$/,
} as const;

export type LinuxBinary = {
  /** What would keep it from running where it should, in sentences; empty when nothing would. */
  problems: string[];
  machine: "x64" | "arm64" | undefined;
  libc: "glibc" | "musl" | undefined;
  interpreter: string | undefined;
  neededLibraries: string[];
  /** Such as 2.17; undefined when it needs none, as with musl. */
  newestGlibc: string | undefined;
};

/** Reads from a Linux executable what it needs, and compares that with what the systems we build for have. */
export async function checkLinuxBinary(
  path: string,
  expected: { machine?: "x64" | "arm64"; libc?: "glibc" | "musl" } = {},
): Promise<LinuxBinary> {
  const bytes = await readFile(path);
  try {
    const elf = readElf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const loader = Object.entries(INTERPRETERS).find(([name]) => name === elf.interpreter)?.[1];
    const [libc, glibc] = [loader?.libc, newestGlibc(elf.neededVersions)];
    const { machine, interpreter, neededLibraries } = elf;
    const problems = [
      [
        machine !== undefined && machine === loader?.machine,
        `${interpreter} cannot load it, it is for ${machine}`,
      ],
      [
        expected.machine === undefined || machine === expected.machine,
        `it is for ${machine}, not ${expected.machine}`,
      ],
      [expected.libc === undefined || libc === expected.libc, `it is for ${libc}, not ${expected.libc}`],
      [elf.runPaths.length === 0, `it looks for libraries in ${elf.runPaths}`],
      [!elf.hasExecutableStack, "its stack is executable"],
      [holdsProgram(elf.program), "it holds no program of Bun's"],
      ...neededLibraries.map((name) => [libc && LIBRARIES[libc].test(name), `it needs ${name}`]),
      ...elf.neededVersions.map((name) => [isOldEnough(name), `it needs ${name}`]),
    ].flatMap(([holds, problem]) => (holds ? [] : [String(problem)]));
    return { problems, machine, libc, interpreter, neededLibraries, newestGlibc: glibc?.join(".") };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = error instanceof RangeError ? "it is cut off, or damaged" : error.message;
    return {
      problems: [problem],
      machine: undefined,
      libc: undefined,
      interpreter: undefined,
      neededLibraries: [],
      newestGlibc: undefined,
    };
  }
}

/** Numbers, because 2.9 is older than 2.17. */
function glibcNumbers(version: string): number[] | undefined {
  return /^GLIBC_(\d+(?:\.\d+)+)$/.exec(version)?.[1]?.split(".").map(Number);
}

function newestGlibc(versions: string[]): number[] | undefined {
  return versions
    .map(glibcNumbers)
    .filter((numbers) => numbers !== undefined)
    .sort(compare)
    .at(-1);
}

function isOldEnough(version: string): boolean {
  const numbers = glibcNumbers(version);
  return numbers !== undefined && compare(numbers, NEWEST_GLIBC) <= 0;
}

function compare(one: readonly number[], other: readonly number[]): number {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Eight bytes that say how long the program is, then the program, which ends with Bun's mark. */
function holdsProgram(section: DataView | undefined): boolean {
  if (!section || section.byteLength < 8) return false;
  const end = Number(section.getBigUint64(0, true)) + 8;
  if (end > section.byteLength) return false;
  const trailer = Buffer.from(section.buffer, section.byteOffset, end).subarray(-PROGRAM_TRAILER.length);
  return trailer.toString("latin1") === PROGRAM_TRAILER;
}
