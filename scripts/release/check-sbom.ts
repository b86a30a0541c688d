import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";

/** The standard's own schemas, as the CycloneDX library carries them. */
const SCHEMAS = join(import.meta.dir, "../../node_modules/@cyclonedx/cyclonedx-library/res/schema");
const BASE = "http://cyclonedx.org/schema/";
const REFERRED_TO = ["spdx", "jsf-0.82"];

/** Holds the text against the strict schema of CycloneDX 1.6. Throws where it does not fit. */
export function checkSbom(text: string): void {
  const ajv = new Ajv({
    strict: false,
    schemas: Object.fromEntries(REFERRED_TO.map((name) => [`${BASE}${fileOf(name)}`, schema(name)])),
  });
  formats.default(ajv);
  // The two that ajv-formats does not know; no address in our text has an umlaut.
  ajv.addFormat("iri-reference", true).addFormat("idn-email", true);
  const fits = ajv.compile(schema("bom-1.6"));
  if (fits(JSON.parse(text))) return;
  throw new Error(`The SBOM is not valid CycloneDX 1.6: ${ajv.errorsText(fits.errors)}`);
}

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(SCHEMAS, fileOf(name)), "utf8"));
}

/** As the schemas name each other. */
function fileOf(name: string): string {
  return `${name}.SNAPSHOT.schema.json`;
}
