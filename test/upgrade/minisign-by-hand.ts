import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A key and a prehashed signature put together from the description of the format, with Node's own cryptography. */
export async function minisignByHand(
  message: Uint8Array,
  comment: string,
  keyId: Uint8Array = randomBytes(8),
): Promise<{ publicKey: string; signature: string }> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const hash = createHash("blake2b512").update(message).digest();
  const signature = sign(null, hash, privateKey);
  const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey);
  return {
    publicKey: Buffer.concat([Buffer.from("Ed"), keyId, raw]).toString("base64"),
    signature: [
      "untrusted comment: by hand",
      Buffer.concat([Buffer.from("ED"), keyId, signature]).toString("base64"),
      `trusted comment: ${comment}`,
      global.toString("base64"),
      "",
    ].join("\n"),
  };
}
