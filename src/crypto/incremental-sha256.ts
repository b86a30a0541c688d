import { sha256 } from "@noble/hashes/sha2.js";
import { nativeSha256, type Runtime } from "./native-sha256.ts";

/** SHA-256 of bytes that come in pieces: WebCrypto has it for whole buffers only. */
export type IncrementalSha256 = {
  update(bytes: Uint8Array): void;
  /** Lowercase hexadecimal, as `sha256sum` prints it; ends the computation. */
  hex(): string;
};

/** Starts a SHA-256, with the runtime's own implementation where it has one. */
export function incrementalSha256(runtime?: Runtime): IncrementalSha256 {
  const hasher = nativeSha256(runtime) ?? sha256.create();
  return { update: (bytes) => void hasher.update(bytes), hex: () => hasher.digest().toHex() };
}
