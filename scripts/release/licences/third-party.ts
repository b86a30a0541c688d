import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../build/stamp.ts";
import type { BunPart, BunRuntime } from "./bun-parts.ts";
import type { BundledPackage } from "./bundled-packages.ts";

export const LICENCE_FILE = "THIRD-PARTY-LICENSES.txt";

const LINE = "=".repeat(80);
/** Of what is in Bun: licences that have to be passed on in full. */
const TEXTS = [
  ["GNU Library General Public License, version 2 (JavaScriptCore, WebCore)", "LGPL-2.0.txt"],
  ["GNU Lesser General Public License, version 2.1 (tinycc)", "LGPL-2.1.txt"],
  ["Apache License, version 2.0", "Apache-2.0.txt"],
] as const;

/** The text of THIRD-PARTY-LICENSES.txt: everything in the executable that hiloop's authors did not write. */
export function thirdPartyLicences(packages: readonly BundledPackage[], bun: BunRuntime): string {
  return [
    `hiloop is MIT licensed: see LICENSE. Its program also contains the following.

1. JavaScript packages, some of them only in the web page inside the program
2. Bun ${bun.version}, the runtime, and the libraries inside it
3. Licence texts for 2`,
    heading("1. JavaScript packages"),
    ...byText(packages).map(([text, owners]) => `${LINE}\n${owners.map(named).join("\n")}\n\n${text}`),
    heading(`2. Bun ${bun.version} (MIT License, https://github.com/oven-sh/bun)`),
    relinking(bun.version),
    `Libraries that Bun links statically:\n\n${list(bun.libraries)}`,
    `JavaScript packages inside Bun:\n\n${list(bun.polyfills)}`,
    heading("3. Licence texts for 2"),
    ...TEXTS.map(([title, file]) => `${LINE}\n${title}\n\n${licenceText(file)}`),
  ]
    .join("\n\n")
    .concat("\n");
}

function relinking(version: string): string {
  return `Bun contains JavaScriptCore and parts of WebCore from the WebKit project, under the GNU Library General Public
License, version 2 or later. You may change them and put the program together again with your version:

- hiloop's own part is free to use and to build: ${REPOSITORY}
- WebKit as Bun uses it: https://github.com/oven-sh/WebKit
- Bun's documentation (docs/project/license, of version ${version}) says how to build Bun with a changed WebKit.
- With that Bun instead of the pinned one, \`bun scripts/build.ts --single\` in hiloop's sources makes the program.`;
}

/** Packages with the same text share it. */
function byText(packages: readonly BundledPackage[]): [string, BundledPackage[]][] {
  return [...Map.groupBy(packages, ({ text }) => text)];
}

function named({ name, version, licence, link }: BundledPackage): string {
  return `${name} ${version} (${licence}) ${link}`;
}

function list(parts: readonly BunPart[]): string {
  return parts.map(({ name, licence, link }) => `- ${name}: ${licence}\n  ${link}`).join("\n");
}

function heading(title: string): string {
  return `${LINE}\n${title}\n${LINE}`;
}

function licenceText(file: string): string {
  return readFileSync(join(import.meta.dir, "texts", file), "utf8").trimEnd();
}
