import { REPOSITORY } from "../../build/stamp.ts";
import type { BunPart, BunRuntime } from "./bun-parts.ts";
import { type PartTexts, partTexts } from "./bun-texts.ts";
import type { BundledPackage } from "./bundled-packages.ts";

export const LICENCE_FILE = "THIRD-PARTY-LICENSES.txt";

const LINE = "=".repeat(80);

/** The text of THIRD-PARTY-LICENSES.txt: everything in the executable that hiloop's authors did not write. */
export function thirdPartyLicences(packages: readonly BundledPackage[], bun: BunRuntime): string {
  const itself = { name: "Bun", link: "https://github.com/oven-sh/bun", licence: "MIT" };
  const parts = [itself, ...bun.libraries, ...bun.polyfills, ...bun.derived].map(partTexts);
  return [
    `hiloop is MIT licensed: see LICENSE. Its program also contains the following.

1. JavaScript packages, some of them only in the web page inside the program
2. Bun ${bun.version}, the runtime, and what is inside it
3. Licences and notices for 2, as far as they could be had`,
    heading("1. JavaScript packages"),
    ...[...Map.groupBy(packages, ({ text }) => text)].map(([text, owners]) =>
      shared(owners.map(named), text),
    ),
    heading(`2. Bun ${bun.version} (MIT License, ${itself.link})`),
    relinking(bun.version),
    `Libraries that Bun links statically:\n\n${list(bun.libraries)}`,
    `JavaScript packages inside Bun:\n\n${list(bun.polyfills)}`,
    `Rewritten in parts into Bun's own code:\n\n${list(bun.derived)}`,
    heading("3. Licences and notices for 2"),
    missing(parts.filter(({ complete }) => !complete)),
    ...byText(parts).map(([text, owners]) => shared([owners.map(({ part }) => part.name).join(", ")], text)),
  ]
    .join("\n\n")
    .concat("\n");
}

/** What this file lacks, said so that nobody takes it for whole. */
function missing(parts: readonly PartTexts[]): string {
  return `They were gathered from releases near those in Bun. Missing are the licence texts and notices of these, which lie at their
addresses:\n\n${list(parts.map(({ part }) => part))}`;
}

function byText(parts: readonly PartTexts[]): [string, PartTexts[]][] {
  const texts = new Set(parts.flatMap((part) => part.texts));
  return [...texts].map((text) => [text, parts.filter((part) => part.texts.includes(text))]);
}

function shared(owners: readonly string[], text: string): string {
  return `${LINE}\n${owners.join("\n")}\n\n${text}`;
}

function relinking(version: string): string {
  return `Bun contains JavaScriptCore and parts of WebCore from the WebKit project, under the GNU Library General Public
License, version 2 or later. You may change them and put the program together again with your version:

- hiloop's own part is free to use and to build: ${REPOSITORY}
- WebKit as Bun uses it: https://github.com/oven-sh/WebKit
- Bun's documentation (docs/project/license, of version ${version}) says how to build Bun with a changed WebKit.
- With that Bun instead of the pinned one, \`bun scripts/build.ts --single\` in hiloop's sources makes the program.`;
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
