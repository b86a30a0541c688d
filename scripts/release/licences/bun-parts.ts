import { readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };

/** Something inside Bun, and so inside every executable. */
export type BunPart = { name: string; link: string; licence: string };

export type BunRuntime = {
  version: string;
  /** Linked statically. */
  libraries: BunPart[];
  /** JavaScript packages inside the runtime. */
  polyfills: BunPart[];
  /** Whose code was rewritten into Bun's own. */
  derived: BunPart[];
};

const WEBKIT: BunPart = {
  name: "JavaScriptCore and WebCore",
  link: "https://github.com/oven-sh/WebKit",
  licence: "LGPL-2.0-or-later",
};
const DERIVED: BunPart[] = [
  { name: "esbuild", link: "https://github.com/evanw/esbuild", licence: "MIT" },
  { name: "Lightning CSS", link: "https://github.com/parcel-bundler/lightningcss", licence: "MPL-2.0" },
  { name: "Servo", link: "https://github.com/servo/servo", licence: "MPL-2.0" },
];
const ROOT = join(import.meta.dir, "../../..");

/** What the pinned Bun says of itself. Throws when that has become something that this does not understand. */
export function bunParts(): BunRuntime {
  const folder = join(ROOT, "node_modules", "bun-types");
  const version: string = packageJson.devDependencies.bun;
  const described: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
  if (described !== version) throw new Error(`bun-types describes Bun ${described}, not ${version}.`);

  const page = readFileSync(join(folder, "docs", "project", "license.mdx"), "utf8");
  const sections = page.split(/^## /m);
  const section = (title: string) => sections.find((text) => text.startsWith(title)) ?? "";
  const bun = {
    version,
    libraries: [WEBKIT, ...rows(section("Linked libraries"))],
    polyfills: rows(section("Polyfills")),
    derived: DERIVED,
  };
  const credits = section("Additional credits");
  const known = /JavaScriptCore[^.]*LGPL/.test(section("JavaScriptCore")) && bun.libraries.length >= 10;
  if (!known || !DERIVED.every(({ link }) => credits.includes(link))) {
    throw new Error(`What Bun ${version} says of its licences reads differently now: see bun-types/docs.`);
  }
  return bun;
}

function rows(text: string): BunPart[] {
  return [...text.matchAll(/^\|([^|]*)\|([^|]*)\|$/gm)].flatMap(([, part = "", licence = ""]) => {
    const link = /\[([^\]]+)\]\(([^)]+)\)/.exec(part);
    if (!link) return [];
    return [
      {
        name: plain(part.replace(link[0], link[1] ?? "")),
        link: link[2] ?? "",
        licence: plain(licence.replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1: $2")),
      },
    ];
  });
}

function plain(text: string): string {
  return text.replaceAll("`", "").trim();
}
