import { Data, NtExecutable, NtExecutableResource, Resource } from "resedit";

// Resource types and constants of winuser.h and verrsrc.h.
const TYPE = { icon: 3, iconGroup: 14, version: 16 } as const;
const US_ENGLISH = 0x409;
const UNICODE = 1200;
const PRERELEASE = 0x2;
const WINDOWS_NT = 0x40004;
const PROGRAM = 1;

export type WindowsDress = {
  /** As in package.json, such as 1.2.3 or 1.2.3-rc.1. */
  version: string;
  description: string;
  copyright: string;
  /** The contents of an .ico file. */
  icon: Uint8Array;
};

/** A copy of an executable with our icon and version instead of Bun's. Its manifest stays. */
export function withResources(executable: Uint8Array, dress: WindowsDress): Uint8Array {
  const file = NtExecutable.from(executable);
  const resources = NtExecutableResource.from(file);
  const replaced: (string | number)[] = Object.values(TYPE);
  resources.entries = resources.entries.filter(({ type }) => !replaced.includes(type));
  const icons = Data.IconFile.from(dress.icon).icons.map(({ data }) => data);
  Resource.IconGroupEntry.replaceIconsForResource(resources.entries, 1, US_ENGLISH, icons);
  versionInfo(dress).outputToResourceEntries(resources.entries);
  resources.outputResource(file, false, true);
  return new Uint8Array(file.generate());
}

function versionInfo({ version, description, copyright }: WindowsDress): Resource.VersionInfo {
  const [major, minor, patch] = numbersOf(version);
  const high = (major << 16) | minor;
  const low = patch << 16;
  return Resource.VersionInfo.create({
    lang: US_ENGLISH,
    fixedInfo: {
      fileVersionMS: high,
      fileVersionLS: low,
      productVersionMS: high,
      productVersionLS: low,
      fileFlagsMask: 0x3f,
      fileFlags: version.includes("-") ? PRERELEASE : 0,
      fileOS: WINDOWS_NT,
      fileType: PROGRAM,
    },
    strings: [
      {
        lang: US_ENGLISH,
        codepage: UNICODE,
        values: {
          ProductName: "hiloop",
          FileDescription: description,
          FileVersion: version,
          ProductVersion: version,
          LegalCopyright: copyright,
          InternalName: "hiloop",
          OriginalFilename: "hiloop.exe",
        },
      },
    ],
  });
}

function numbersOf(version: string): [number, number, number] {
  const match = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-[0-9A-Za-z.-]+)?$/.exec(version);
  if (!match) throw new Error(`"${version}" is no version: use numbers as in 1.2.3`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}
