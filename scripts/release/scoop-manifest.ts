import { REPOSITORY } from "../build/stamp.ts";
import { TARGETS, type TargetName } from "../build/targets.ts";
import { archiveName } from "./archive.ts";
import { CHECKSUM_FILE } from "./checksums.ts";
import { downloadUrl } from "./download-url.ts";
import type { Released } from "./release-folder.ts";
import type { Source } from "./source.ts";

/** As Scoop names processors. */
const PROCESSORS = { x64: "64bit", arm64: "arm64" } as const;
/** Scoop puts the next version here when it updates the manifest by itself. */
const NEXT = "$version";

/** The Scoop manifest. `hiloop-mcp` is a shim that runs `hiloop mcp`. */
export function scoopManifest(
  { version, description }: Source,
  archives: ReadonlyMap<TargetName, Released>,
): string {
  const windows = [...archives].filter(([name]) => TARGETS[name].platform === "win32");
  const manifest = {
    version,
    description: description.replace(/\.$/, ""),
    homepage: REPOSITORY,
    license: "MIT",
    architecture: Object.fromEntries(
      windows.map(([name, { sha256 }]) => [
        PROCESSORS[TARGETS[name].arch],
        { url: downloadUrl(version, archiveName(version, name)), hash: sha256 },
      ]),
    ),
    bin: ["hiloop.exe", ["hiloop.exe", "hiloop-mcp", "mcp"]],
    checkver: "github",
    autoupdate: {
      architecture: Object.fromEntries(
        windows.map(([name]) => [
          PROCESSORS[TARGETS[name].arch],
          { url: downloadUrl(NEXT, archiveName(NEXT, name)) },
        ]),
      ),
      hash: { url: `$baseurl/${CHECKSUM_FILE}` },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
