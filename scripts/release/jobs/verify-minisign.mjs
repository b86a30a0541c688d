import { createHash, createPublicKey, verify } from "node:crypto";

/** What comes before the 32 bytes of an Ed25519 public key in its standard form (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const TRUSTED_COMMENT = "trusted comment: ";

/**
 * Checks a prehashed minisign signature (https://jedisct1.github.io/minisign/) and gives its trusted comment. `keyText`
 * is a public key file, `signature` the text of a .minisig file.
 */
export function verifyMinisign(keyText, signature, message) {
  const [, keyLine = ""] = keyText.split(/\r?\n/);
  const key = Buffer.from(keyLine, "base64");
  if (key.length !== 42 || key.toString("latin1", 0, 2) !== "Ed")
    throw new Error("The public key is not minisign's.");
  const [, line = "", trusted = "", globalLine = "", ...rest] = signature.split("\n");
  const signed = Buffer.from(line, "base64");
  const global = Buffer.from(globalLine, "base64");
  if (signed.length !== 74 || !trusted.startsWith(TRUSTED_COMMENT) || rest.join("") !== "") {
    throw new Error("The signature is not minisign's.");
  }
  if (signed.toString("latin1", 0, 2) !== "ED")
    throw new Error("The signature is of a kind that hiloop refuses.");
  if (!signed.subarray(2, 10).equals(key.subarray(2, 10))) throw new Error("Another key made the signature.");
  const ed25519 = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, key.subarray(10)]),
    format: "der",
    type: "spki",
  });
  const hash = createHash("blake2b512").update(message).digest();
  const comment = trusted.slice(TRUSTED_COMMENT.length);
  const content = signed.subarray(10);
  const isValid =
    verify(null, hash, ed25519, content) &&
    verify(null, Buffer.concat([content, Buffer.from(comment)]), ed25519, global);
  if (!isValid) throw new Error("The signature does not fit.");
  return comment;
}
