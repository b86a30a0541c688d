import { accessSync, constants, statSync } from "node:fs";
import * as v from "valibot";
import { HiloopError } from "../protocol/error.ts";
import { damagedBackup, newerBackup } from "./backup-error.ts";
import {
  AnyManifestSchema,
  FORMAT,
  MANIFEST_MAX_BYTES,
  MANIFEST_NAME,
  type Manifest,
  ManifestSchema,
} from "./manifest.ts";
import { entryText, readArchive } from "./read-archive.ts";

/** What a backup says of itself. Throws one sentence when it is none, or one of a newer format. */
export async function readManifest(path: string): Promise<Manifest> {
  if (!isFile(path)) {
    throw new HiloopError("invalid_input", `There is no file ${path}.`, {
      advice: "Give the name of a file that hiloop backup wrote.",
    });
  }
  requireReadable(path);
  const content = await firstEntry(path);
  const any = v.safeParse(AnyManifestSchema, content);
  if (!any.success) throw noBackup(path);
  if (any.output.format > FORMAT) throw newerBackup(path, any.output.version);
  const manifest = v.safeParse(ManifestSchema, content);
  if (manifest.success) return manifest.output;
  throw damagedBackup(path, "is damaged in its first entry");
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function requireReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new HiloopError("storage", `${path} cannot be read.`, { advice: "Make it yours to read.", cause });
  }
}

async function firstEntry(path: string): Promise<unknown> {
  try {
    for await (const entry of readArchive(path)) {
      if (entry.header.name !== MANIFEST_NAME) break;
      return JSON.parse(await entryText(path, entry, MANIFEST_MAX_BYTES));
    }
  } catch (cause) {
    throw noBackup(path, cause);
  }
  throw noBackup(path);
}

function noBackup(path: string, cause?: unknown): HiloopError {
  return new HiloopError(
    "invalid_input",
    `${path} is not a backup that hiloop wrote, or is damaged in its first bytes.`,
    {
      advice: "Give the name of a file that hiloop backup wrote.",
      cause,
    },
  );
}
