import * as v from "valibot";
import { TimeSchema } from "../protocol/primitives.ts";

/** The format of backups that this hiloop writes, and the newest that it reads. */
export const FORMAT = 1;

/** The first entry of every backup, in every format there will be. */
export const MANIFEST_NAME = "hiloop-backup.json";
export const MANIFEST_MAX_BYTES = 16 * 1024 * 1024;

/** Shown in sentences, so nothing that could drive a terminal. */
const VersionSchema = v.pipe(v.string(), v.regex(/^[\w.+-]{1,64}$/));

/** What a hiloop that does not know the format can still say of it. */
export const AnyManifestSchema = v.object({ format: v.number(), version: VersionSchema });

export const ManifestSchema = v.object({
  format: v.literal(FORMAT),
  /** `home`: hiloop's own folder. `data`: one data folder of `hiloop serve`. */
  kind: v.picklist(["home", "data"]),
  version: VersionSchema,
  at: TimeSchema,
  /** Attachments whose bytes were already lost when it was made. */
  missing: v.array(v.string()),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;
