import { join } from "node:path";
import { REPOSITORY } from "../../build/stamp.ts";
import { TARGET_NAMES, TARGETS, type Target, type TargetName } from "../../build/targets.ts";
import { type ArchivedFile, textFile } from "../archive.ts";
import { NPM_PACKAGE, NPM_SCOPE, REGISTRY_NAME } from "../names.ts";
import type { Source } from "../source.ts";
import { launcherScript } from "./launcher-script.ts";

/** A package for the npm registry: its package.json, and what else is in it. */
export type NpmPackage = { manifest: { name: string; version: string }; files: ArchivedFile[] };

/** The package that carries the executable of one target. It runs nothing when it is installed. */
export function targetPackage(source: Source, target: TargetName, binary: Uint8Array): NpmPackage {
  const { platform, arch, libc, executable }: Target = TARGETS[target];
  const name = packageName(target);
  const manifest = {
    name,
    version: source.version,
    description: `The hiloop program for ${target}: install ${NPM_PACKAGE} instead of this.`,
    ...COMMON,
    os: [platform],
    cpu: [arch],
    ...(libc ? { libc: [libc] } : {}),
    preferUnplugged: true,
    hiloop: { programSize: binary.length },
  };
  const readme = `# ${name}\n\nThe hiloop program for ${target}. Install [${NPM_PACKAGE}](https://www.npmjs.com/package/${NPM_PACKAGE}) instead.\n`;
  return {
    manifest,
    files: [
      textFile("package.json", json(manifest)),
      textFile("README.md", readme),
      { name: `bin/${executable}`, content: binary, executable: true },
    ],
  };
}

/** The package that people name: a launcher, and the packages of all targets, of which npm installs the one that fits. */
export async function mainPackage(source: Source): Promise<NpmPackage> {
  const manifest = {
    name: NPM_PACKAGE,
    version: source.version,
    description: source.description,
    mcpName: REGISTRY_NAME,
    keywords: ["mcp", "mcp-server", "human-in-the-loop", "approval", "agents"],
    ...COMMON,
    bin: { hiloop: "bin/hiloop.js", [NPM_PACKAGE]: `bin/${NPM_PACKAGE}.js` },
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(
      TARGET_NAMES.map((target) => [packageName(target), source.version]),
    ),
  };
  return {
    manifest,
    files: [
      textFile("package.json", json(manifest)),
      textFile("README.md", await Bun.file(join(import.meta.dir, "README.md")).text()),
      textFile("launcher.js", await launcherScript()),
      { ...textFile("bin/hiloop.js", program("process.argv.slice(2)")), executable: true },
      {
        ...textFile(`bin/${NPM_PACKAGE}.js`, program('["mcp", ...process.argv.slice(2)]')),
        executable: true,
      },
    ],
  };
}

export function packageName(target: TargetName): string {
  return `${NPM_SCOPE}/hiloop-${target}`;
}

const COMMON = {
  homepage: REPOSITORY,
  repository: { type: "git", url: `git+${REPOSITORY}.git` },
  bugs: `${REPOSITORY}/issues`,
  license: "MIT",
  publishConfig: { access: "public" },
};

/** Two files, because a shim on Windows does not say by which name it was called. */
function program(args: string): string {
  return `#!/usr/bin/env node
"use strict";
require("../launcher.js").launch(require.resolve, ${args});
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
