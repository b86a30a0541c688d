import { existsSync } from "node:fs";
import * as v from "valibot";
import { readOwnFile } from "../config/own-home.ts";
import type { Paths } from "../config/paths.ts";
import { formatSecret, newSecret, parseSecret, type Secret } from "../crypto/secret.ts";
import { type Bytes, fromBase64Url, toBase64Url } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { newId } from "../protocol/id.ts";
import { IdSchema, NameSchema, TimeSchema, timestamp } from "../protocol/primitives.ts";
import { systemError } from "./folder-error.ts";
import { createFile, ensurePrivateFolder } from "./private-files.ts";
import { userName } from "./user-name.ts";

const SecretSchema = v.pipe(
  v.string(),
  v.rawTransform<string, Secret>(({ dataset, addIssue, NEVER }) => {
    const secret = parseSecret(dataset.value);
    if (secret) return secret;
    addIssue({ message: "expected a secret" });
    return NEVER;
  }),
);

const SeedSchema = v.pipe(
  v.string(),
  v.rawTransform<string, Bytes>(({ dataset, addIssue, NEVER }) => {
    const bytes = fromBase64Url(dataset.value);
    if (bytes?.length === 32) return bytes;
    addIssue({ message: "expected 32 bytes" });
    return NEVER;
  }),
);

/** Everything that the space on this computer is made of, so that a set-up that was cut off is repeated with the same ids. */
export const LocalSecretsSchema = v.object({
  format: v.literal(1),
  spaceId: IdSchema,
  ownerId: IdSchema,
  ownerName: NameSchema,
  agentId: IdSchema,
  at: TimeSchema,
  setupToken: v.string(),
  spaceSeed: SeedSchema,
  device: SecretSchema,
  apiKey: SecretSchema,
});
export type LocalSecrets = v.InferOutput<typeof LocalSecretsSchema>;

/** The secrets of this computer's space; the first process to come makes them, and everyone else reads those. */
export function localSecrets(paths: Paths): LocalSecrets {
  const known = readSecrets(paths.secrets);
  if (known) return known;
  ensurePrivateFolder(paths.home);
  // Looked for again after the data: another process may have made both in between.
  if (existsSync(paths.data) && !existsSync(paths.secrets)) throw lost(paths);
  createFile(paths.secrets, newSecretsText());
  const made = readSecrets(paths.secrets);
  if (made) return made;
  throw unreadable(paths.secrets);
}

function readSecrets(path: string): LocalSecrets | undefined {
  let text: string;
  try {
    text = readOwnFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    const told = systemError(error);
    throw told instanceof HiloopError ? told : unreadable(path, error);
  }
  try {
    return v.parse(LocalSecretsSchema, JSON.parse(text));
  } catch {
    // Without the cause: it would quote what it could not parse.
    throw unreadable(path);
  }
}

function unreadable(path: string, cause?: unknown): HiloopError {
  return new HiloopError(
    "storage",
    `${path}, which holds the keys of this computer's space, cannot be read.`,
    {
      advice: "Restore it from a backup, or move the whole folder away to begin a new space.",
      cause,
    },
  );
}

function lost({ home, secrets }: Paths): HiloopError {
  return new HiloopError(
    "storage",
    `${home} holds the data of a space, but not its keys: ${secrets} is gone.`,
    {
      advice: "Restore it from a backup, or move the whole folder away to begin a new space.",
    },
  );
}

function newSecretsText(): string {
  const secrets: v.InferInput<typeof LocalSecretsSchema> = {
    format: 1,
    spaceId: newId(),
    ownerId: newId(),
    ownerName: userName(),
    agentId: newId(),
    at: timestamp(),
    setupToken: random(),
    spaceSeed: random(),
    device: formatSecret(newSecret("Device")),
    apiKey: formatSecret(newSecret("ApiKey")),
  };
  return `${JSON.stringify(secrets, undefined, 2)}\n`;
}

function random(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
