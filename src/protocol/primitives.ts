import * as v from "valibot";
import { fromBase64Url } from "./bytes.ts";

/** Lowercase UUIDv7, 36 characters. */
export const IdSchema = v.pipe(
  v.string("expected an id (a UUID)"),
  v.regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    "expected a lowercase UUIDv7",
  ),
);

/** ISO 8601 UTC with milliseconds, 24 characters: `2026-11-22T09:30:00.000Z`. */
export const TimeSchema = v.pipe(
  v.string("expected a time"),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "expected a time like 2026-11-22T09:30:00.000Z"),
  v.check(
    (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text,
    "expected a time that exists",
  ),
);

/** Unpadded canonical base64url of any length. */
export const BinarySchema = v.pipe(
  v.string("expected base64url"),
  v.check((text) => fromBase64Url(text) !== undefined, "expected unpadded base64url"),
);

function binaryOf(length: number) {
  return v.pipe(
    v.string("expected base64url"),
    v.check(
      (text) => fromBase64Url(text)?.length === length,
      `expected unpadded base64url of ${length} bytes`,
    ),
  );
}

/** base64url of 32 bytes: a hash, a digest, an identity, a public key, a session key id. */
export const Bytes32Schema = binaryOf(32);

/** base64url of an Ed25519 signature, 64 bytes. */
export const SignatureSchema = binaryOf(64);

/** A count that starts at 0. */
export const CountSchema = v.pipe(
  v.number("expected a number"),
  v.safeInteger("expected a whole number"),
  v.minValue(0, "expected 0 or more"),
);

/** A name of one line as people write it: 1 to 120 characters. */
export const NameSchema = v.pipe(
  v.string("expected a name"),
  v.trim(),
  v.minLength(1, "expected a name of at least one character"),
  v.maxLength(120, "expected a name of at most 120 characters"),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
  v.regex(/^[^\u0000-\u001f\u007f]*$/, "expected a name without control characters"),
);

/** A word such as `Message`: PascalCase, 1 to 32 letters and digits. */
export const WordSchema = v.pipe(
  v.string("expected a word"),
  v.regex(/^[A-Z][A-Za-z0-9]{0,31}$/, "expected a word such as Message"),
);

/**
 * A word of a list that may have grown since this version, for readers only: one that is not in it reads `Newer`, which
 * counts for nothing, and fails nothing that stands beside it.
 */
export function openPicklist<const Words extends readonly string[]>(words: Words) {
  return v.union([
    v.picklist(words),
    v.pipe(
      v.string("expected a word"),
      v.transform((): "Newer" => "Newer"),
    ),
  ]);
}

/** Where a list goes on, in the server's own words: short, and nothing that could be read as a sentence. */
export const CursorSchema = v.pipe(
  v.string("expected a cursor"),
  v.regex(/^[A-Za-z0-9_.:=+/,~|-]{1,500}$/, "expected a cursor that a list gave"),
);

/** A version of hiloop: `1.4.0`, `1.5.0-rc.1+abc`. */
export const VersionSchema = v.pipe(
  v.string("expected a version"),
  v.regex(/^[A-Za-z0-9.+_-]{1,64}$/, "expected a version"),
);

/** The time now, or at `milliseconds` since 1970, as the protocol writes it. */
export function timestamp(milliseconds: number = Date.now()): string {
  return new Date(milliseconds).toISOString();
}
