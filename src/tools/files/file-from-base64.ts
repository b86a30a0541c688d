import type { Bytes } from "../../protocol/bytes.ts";
import { HiloopError } from "../../protocol/error.ts";
import type { UploadFile } from "./file-access.ts";
import { mediaType } from "./media-type.ts";

/** A file whose bytes came in the call itself, in either alphabet of base64. */
export function fileFromBase64(name: string, base64: string): UploadFile {
  const bytes = decode(base64.replaceAll(/\s/g, ""));
  return {
    name,
    type: mediaType(name),
    size: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.slice(start, end)),
    close: () => undefined,
  };
}

function decode(base64: string): Bytes {
  const alphabet = /[-_]/.test(base64) ? "base64url" : "base64";
  try {
    return Uint8Array.fromBase64(base64, { alphabet });
  } catch (cause) {
    throw new HiloopError("invalid_input", "content_base64 is not base64.", {
      advice: "Encode the file's bytes as base64, without a data: prefix, or give its path.",
      cause,
    });
  }
}
