import { ComponentType, ExternalReferenceType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import {
  Bom,
  Component,
  ExternalReference,
  ExternalReferenceRepository,
  HashDictionary,
  LicenseRepository,
  Metadata,
  NamedLicense,
  SpdxLicense,
} from "@cyclonedx/cyclonedx-library/Models";
import { JSON as Json, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { isSupportedSpdxId } from "@cyclonedx/cyclonedx-library/SPDX";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import { REPOSITORY } from "../build/stamp.ts";
import { checkSbom } from "./check-sbom.ts";
import type { BunPart, BunRuntime } from "./licences/bun-parts.ts";
import type { BundledPackage } from "./licences/bundled-packages.ts";
import type { Source } from "./source.ts";

export const SBOM_FILE = "hiloop.cdx.json";

/** What Bun's own list calls the licences that have an SPDX identifier. */
const SPDX: Record<string, string> = {
  "MIT licensed": "MIT",
  "Apache 2.0": "Apache-2.0",
  "Apache 2.0 licensed": "Apache-2.0",
  "BSD 2-Clause": "BSD-2-Clause",
  "BSD 3-Clause": "BSD-3-Clause",
  zlib: "Zlib",
};

/** The software bill of materials (CycloneDX 1.6, JSON) of what is in the executable, and of nothing else. Throws when it is not valid. */
export function sbom(source: Source, packages: readonly BundledPackage[], bun: BunRuntime): string {
  const program = new Component(ComponentType.Application, "hiloop", {
    bomRef: "hiloop",
    version: source.version,
    description: source.description,
    licenses: licences("MIT"),
    purl: githubPurl(REPOSITORY, `v${source.version}`),
    externalReferences: references(ExternalReferenceType.VCS, REPOSITORY),
  });
  const runtime = runtimeComponent(bun);
  const parts = [...bun.libraries, ...bun.polyfills].map(partComponent);
  const components = [runtime, ...packages.map(packageComponent)];
  for (const { bomRef } of components) program.dependencies.add(bomRef);
  for (const { bomRef } of parts) runtime.dependencies.add(bomRef);

  const bom = new Bom({ metadata: new Metadata({ timestamp: source.time, component: program }) });
  for (const component of [...components, ...parts]) bom.components.add(component);
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  const text = () => `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
  // The number is made of the content, so that the same content has the same one.
  bom.serialNumber = `urn:uuid:${Bun.randomUUIDv5(text(), "url")}`;
  const bill = text();
  checkSbom(bill);
  return bill;
}

function packageComponent({ name, version, licence, link, sha512 }: BundledPackage): Component {
  const [scope, short] = name.startsWith("@") ? name.split("/") : [undefined, name];
  return new Component(ComponentType.Library, short ?? name, {
    ...(scope ? { group: scope } : {}),
    bomRef: `npm:${name}@${version}`,
    version,
    licenses: licences(licence),
    purl: npmPurl(name, version),
    hashes: new HashDictionary([[HashAlgorithm["SHA-512"], Buffer.from(sha512, "base64").toString("hex")]]),
    externalReferences: references(ExternalReferenceType.Website, link),
  });
}

function runtimeComponent({ version }: BunRuntime): Component {
  return new Component(ComponentType.Platform, "bun", {
    bomRef: `npm:bun@${version}`,
    version,
    description: "The JavaScript runtime inside the executable.",
    licenses: licences("MIT"),
    purl: npmPurl("bun", version),
    externalReferences: references(ExternalReferenceType.VCS, "https://github.com/oven-sh/bun"),
  });
}

function partComponent({ name, link, licence }: BunPart): Component {
  const purl = githubPurl(link);
  return new Component(ComponentType.Library, name, {
    bomRef: `bun:${name}`,
    licenses: licences(licence),
    ...(purl ? { purl } : {}),
    externalReferences: references(ExternalReferenceType.Website, link),
  });
}

function licences(licence: string): LicenseRepository {
  const id = SPDX[licence] ?? licence;
  return new LicenseRepository([isSupportedSpdxId(id) ? new SpdxLicense(id) : new NamedLicense(licence)]);
}

function references(type: ExternalReferenceType, url: string): ExternalReferenceRepository {
  return new ExternalReferenceRepository([new ExternalReference(url, type)]);
}

function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function githubPurl(url: string, version?: string): string {
  const path = /^https:\/\/github\.com\/([^/]+\/[^/]+)/.exec(url)?.[1];
  return path ? `pkg:github/${path.toLowerCase()}${version ? `@${version}` : ""}` : "";
}
