import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseJsonc } from "jsonc-parser";
import * as v from "valibot";

/** An npm package whose code is in the executable, or in the web page inside it. */
export type BundledPackage = {
  name: string;
  version: string;
  /** Its SPDX identifier. */
  licence: string;
  /** The whole of its licence file. */
  text: string;
  link: string;
  /** Of its tarball, in base64, as bun.lock has it. */
  sha512: string;
};

/** Licences that ask for nothing but to be passed on with the program. Another one is for a person to judge. */
const EXPECTED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"]);

const PackageSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.string("it has no license field"),
  homepage: v.optional(v.string()),
});
const LockSchema = v.object({ packages: v.record(v.string(), v.array(v.unknown())) });

/**
 * Reads packages, given as folders below node_modules, from there and from bun.lock. Throws for one whose licence is
 * missing or not expected.
 */
export function bundledPackages(root: string, folders: readonly string[]): BundledPackage[] {
  const lock = v.parse(LockSchema, parseJsonc(readFileSync(join(root, "bun.lock"), "utf8"))).packages;
  return folders.map((folder) => {
    try {
      return bundledPackage(
        join(root, "node_modules", folder),
        lock[folder.replaceAll("/node_modules/", "/")],
      );
    } catch (error) {
      throw new Error(`${folder} is in the program: ${error instanceof Error ? error.message : error}`);
    }
  });
}

function bundledPackage(folder: string, locked: unknown[] = []): BundledPackage {
  const found = v.parse(PackageSchema, JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const { name, version, license: licence } = found;
  if (!EXPECTED.has(licence))
    throw new Error(`its licence is ${licence}, and nobody has judged that one yet.`);
  return {
    name,
    version,
    licence,
    text: licenceText(folder),
    link: found.homepage ?? `https://www.npmjs.com/package/${name}`,
    sha512: lockedHash(`${name}@${version}`, locked),
  };
}

function licenceText(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const texts = files
    .filter((file) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (texts.length === 0) throw new Error("it has no licence file.");
  return texts.join("\n\n");
}

function lockedHash(name: string, [lockedName, ...rest]: unknown[]): string {
  const integrity = rest.find((part) => typeof part === "string" && part.startsWith("sha512-"));
  if (lockedName !== name || typeof integrity !== "string") {
    throw new Error(
      `bun.lock has ${lockedName ?? "nothing"} where node_modules has ${name}: run bun install.`,
    );
  }
  return integrity.slice("sha512-".length);
}
