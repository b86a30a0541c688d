import * as v from "valibot";
import { REPOSITORY } from "../build/stamp.ts";
import { downloadUrl } from "./download-url.ts";
import { NPM_PACKAGE, REGISTRY_NAME } from "./names.ts";
import type { Released } from "./release-folder.ts";
import type { Source } from "./source.ts";
import { SPACE_SETTINGS } from "./space-settings.ts";

const SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
const exactVersion = v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/));
const stdio = v.strictObject({ type: v.literal("stdio") });
const environmentVariables = v.array(
  v.strictObject({
    name: v.pipe(v.string(), v.regex(/^HILOOP_[A-Z_]+$/)),
    description: v.pipe(v.string(), v.nonEmpty()),
    isRequired: v.boolean(),
    isSecret: v.boolean(),
  }),
);

/** What the MCP registry takes and hiloop uses of it; stricter than its own schema. */
const RegistryEntrySchema = v.strictObject({
  $schema: v.literal(SCHEMA),
  name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/), v.minLength(3), v.maxLength(200)),
  title: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
  description: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
  repository: v.strictObject({ url: v.pipe(v.string(), v.url()), source: v.literal("github") }),
  websiteUrl: v.pipe(v.string(), v.url()),
  version: exactVersion,
  packages: v.array(
    v.variant("registryType", [
      v.strictObject({
        registryType: v.literal("npm"),
        identifier: v.string(),
        version: exactVersion,
        runtimeHint: v.literal("npx"),
        transport: stdio,
        environmentVariables,
      }),
      v.strictObject({
        registryType: v.literal("mcpb"),
        identifier: v.pipe(v.string(), v.url(), v.endsWith(".mcpb")),
        version: exactVersion,
        fileSha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        transport: stdio,
        environmentVariables,
      }),
    ]),
  ),
});

/** `server.json`, which the MCP registry is given. Throws when a field would be refused there. */
export function registryEntry(source: Source, bundles: readonly Released[]): string {
  const variables = SPACE_SETTINGS.map(({ variable, description, secret }) => ({
    name: variable,
    description,
    isRequired: false,
    isSecret: secret,
  }));
  const common = {
    version: source.version,
    transport: { type: "stdio" },
    environmentVariables: variables,
  };
  const entry = v.parse(RegistryEntrySchema, {
    $schema: SCHEMA,
    name: REGISTRY_NAME,
    title: "hiloop",
    description: source.description,
    repository: { url: REPOSITORY, source: "github" },
    websiteUrl: REPOSITORY,
    version: source.version,
    packages: [
      {
        registryType: "npm",
        identifier: NPM_PACKAGE,
        runtimeHint: "npx",
        ...common,
      },
      ...bundles.map(({ name, sha256 }) => ({
        registryType: "mcpb",
        identifier: downloadUrl(source.version, name),
        fileSha256: sha256,
        ...common,
      })),
    ],
  });
  return `${JSON.stringify(entry, null, 2)}\n`;
}
