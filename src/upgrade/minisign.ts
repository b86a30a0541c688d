import { blake2b } from "@noble/hashes/blake2.js";
import { type Bytes, concat, utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";

/** Of the public key itself; also of legacy signatures, which cover the whole file instead of its hash. */
const KEY_ALGORITHM = "Ed";
const PREHASHED = "ED";
const ALGORITHM_BYTES = 2;
const KEY_ID_BYTES = 8;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TRUSTED_COMMENT = "trusted comment: ";

/**
 * Checks a minisign signature (https://jedisct1.github.io/minisign/) and gives its trusted comment.
 * `publicKey` is the key's line of base64, `signature` the text of a `.minisig` file. Only prehashed signatures count:
 * `minisign` has made no others since 2020 unless told to. Throws `tampered`.
 */
export async function verifyMinisign(
  publicKey: string,
  signature: string,
  message: Uint8Array,
): Promise<string> {
  const key = split(fromBase64(publicKey), PUBLIC_KEY_BYTES);
  if (key?.algorithm !== KEY_ALGORITHM) {
    throw new HiloopError("internal", "The key that releases are checked with is not a minisign public key.");
  }
  const [untrusted, line = "", trusted, globalLine = "", ...rest] = signature.split("\n");
  const signed = split(fromBase64(line), SIGNATURE_BYTES);
  const global = fromBase64(globalLine);
  if (
    !(untrusted?.startsWith("untrusted comment: ") && trusted?.startsWith(TRUSTED_COMMENT)) ||
    !(signed && global?.length === SIGNATURE_BYTES && rest.join("\n") === "")
  ) {
    throw refused("is not a minisign signature");
  }
  if (signed.algorithm !== PREHASHED) throw refused("is of a kind that hiloop does not accept");
  if (signed.keyId !== key.keyId) throw refused("was made by another key than hiloop's");
  const comment = trusted.slice(TRUSTED_COMMENT.length);
  const ed25519 = await crypto.subtle.importKey("raw", key.content, "Ed25519", false, ["verify"]);
  const isValid =
    (await crypto.subtle.verify("Ed25519", ed25519, signed.content, concat(blake2b(message)))) &&
    (await crypto.subtle.verify("Ed25519", ed25519, global, concat(signed.content, utf8(comment))));
  if (!isValid) throw refused("does not fit");
  return comment;
}

type KeyOrSignature = { algorithm: string; keyId: string; content: Bytes };

function split(bytes: Bytes | undefined, contentBytes: number): KeyOrSignature | undefined {
  const contentAt = ALGORITHM_BYTES + KEY_ID_BYTES;
  if (bytes?.length !== contentAt + contentBytes) return undefined;
  return {
    algorithm: String.fromCharCode(...bytes.subarray(0, ALGORITHM_BYTES)),
    keyId: bytes.subarray(ALGORITHM_BYTES, contentAt).toHex(),
    content: bytes.slice(contentAt),
  };
}

/** Bytes of canonical padded base64; undefined when it is anything else. */
function fromBase64(text: string): Bytes | undefined {
  try {
    const bytes = Uint8Array.fromBase64(text);
    return bytes.toBase64() === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function refused(problem: string): HiloopError {
  return new HiloopError("tampered", `The signature of the release ${problem}; nothing was changed.`, {
    advice: "Try again later, without a mirror; if it stays, report it.",
  });
}
