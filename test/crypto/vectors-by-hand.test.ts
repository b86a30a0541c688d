import { describe, expect, test } from "bun:test";
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
} from "node:crypto";
import { type Bytes, concat, toHex, utf8 } from "../../src/protocol/bytes.ts";
import attachment from "../vectors/attachment.json";
import frozen from "../vectors/item.json";
import keys from "../vectors/key-schedule.json";
import roster from "../vectors/roster.json";
import { openByHand } from "./hpke-by-hand.ts";

/** A second implementation of the protocol, on node:crypto and nothing of src/crypto: what docs/protocol.md says is enough. */
const hex = (text: string): Bytes => Uint8Array.fromHex(text);
const text64 = (text: string): Bytes => new Uint8Array(Buffer.from(text, "base64url"));
const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(
    createHash("sha256")
      .update(concat(...parts))
      .digest(),
  );
const to64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const hkdf = (secret: Bytes, info: string): Bytes =>
  new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), info, 32));
const secretBytes = (secret: string): Bytes => hex(secret.slice(-64));

function signingKey(secret: string) {
  const seed = hkdf(secretBytes(secret), "hiloop/v1/sign");
  const der = Buffer.from(concat(hex("302e020100300506032b657004220420"), seed));
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, text: publicKey.export({ format: "jwk" }).x ?? "" };
}

function openGcm(key: Bytes, nonce: Bytes, sealed: Bytes, aad: Bytes = new Uint8Array(0)): Bytes {
  const opener = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad).setAuthTag(sealed.slice(-16));
  return concat(opener.update(sealed.slice(0, -16)), opener.final());
}

describe("by another implementation, the key schedule", () => {
  const secret = secretBytes(keys.secret);

  test("has the same authentication key and seeds", () => {
    expect(toHex(hkdf(secret, "hiloop/v1/auth"))).toBe(keys.auth);
    expect(to64(sha256(hex(keys.auth)))).toBe(keys.authHash);
    expect(toHex(hkdf(secret, "hiloop/v1/hpke"))).toBe(keys.hpkeSeed);
    expect(toHex(hkdf(secret, "hiloop/v1/sign"))).toBe(keys.signSeed);
  });

  test("has the same public keys and identity", () => {
    const { publicKey } = openByHand(hex(keys.hpkeSeed), keys.keyWrapping, "hiloop/v1/session-key", aad());
    expect(publicKey).toBe(keys.hpke);
    expect(signingKey(keys.secret).text).toBe(keys.sign);
    const identity = sha256(utf8("hiloop/v1/identity\n"), text64(keys.sign), text64(keys.hpke));
    expect(to64(identity)).toBe(keys.identity);
  });

  test("has the same voucher", () => {
    const mac = createHmac("sha256", hkdf(secret, "hiloop/v1/voucher"));
    expect(mac.update(`hiloop/v1/voucher\nroot ${keys.root}\n`).digest("base64url")).toBe(keys.voucher);
  });

  test("has the same session key id and field key, and its wrapping opens", () => {
    expect(to64(hkdf(hex(keys.sessionKey), "hiloop/v1/session-key-id"))).toBe(keys.sessionKeyId);
    expect(toHex(hkdf(hex(keys.sessionKey), "hiloop/v1/field"))).toBe(keys.fieldKey);
    const { plain } = openByHand(hex(keys.hpkeSeed), keys.keyWrapping, "hiloop/v1/session-key", aad());
    expect(toHex(plain)).toBe(keys.sessionKey);
  });

  test("has the same space key, and its sealing opens", () => {
    const { plain } = openByHand(
      hex(keys.hpkeSeed),
      keys.spaceKeySealing,
      "hiloop/v1/space-key",
      `${keys.spaceId}\n${keys.spaceKeySealing.epoch}\n`,
    );
    expect(toHex(plain)).toBe(keys.spaceKeySeed);
    expect(to64(sha256(utf8("hiloop/v1/space-key\n"), text64(keys.spaceKey)))).toBe(keys.spaceKeyId);
  });

  function aad(): string {
    return `${keys.sessionId}\n${keys.sessionKeyId}\n`;
  }
});

describe("by another implementation, the item", () => {
  const { item, header } = frozen;
  const sealed = [item.encryptedComponents, item.encryptedContent].map((field) => text64(field.ciphertext));
  const signed = concat(utf8(header), ...sealed.map((bytes) => sha256(bytes)));

  test("has the same digest and signature", () => {
    const { privateKey, publicKey } = signingKey(frozen.secret);
    expect(to64(sha256(signed))).toBe(frozen.digest);
    expect(verify(null, signed, publicKey, text64(item.signature))).toBe(true);
    expect(to64(sign(null, signed, privateKey))).toBe(item.signature);
  });

  test("opens field by field to JSON padded to 256 bytes", () => {
    const key = hkdf(hex(frozen.sessionKey), "hiloop/v1/field");
    const open = (bytes: Bytes, name: string) =>
      openGcm(key, bytes.slice(0, 12), bytes.slice(12), utf8(`${header}field ${name}\n`));
    const [components, content] = [
      open(sealed[0] ?? hex(""), "components"),
      open(sealed[1] ?? hex(""), "content"),
    ];
    expect([components.length, content.length]).toEqual([256, 256]);
    const read = (bytes: Bytes) => JSON.parse(new TextDecoder().decode(bytes));
    expect({ components: read(components), content: read(content) }).toEqual(frozen.fields);
  });
});

test("by another implementation, the roster has the same hashes, chain and signatures", () => {
  const { publicKey } = signingKey(roster.secrets[0] ?? "");
  let previous = "";
  for (const { entry, text, hash } of roster.entries) {
    expect(to64(sha256(utf8(text)))).toBe(hash);
    expect(text).toContain(`\nprev ${previous}\n`);
    expect(verify(null, utf8(text), publicKey, text64(entry.signature))).toBe(true);
    previous = hash;
  }
});

test("by another implementation, the attachment has the same keys and opens", () => {
  const salt = hex(attachment.salt);
  const info = concat(
    utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"),
    Uint8Array.of(0),
    salt,
    utf8(attachment.context),
  );
  const hmac = (...parts: Uint8Array[]) =>
    new Uint8Array(
      createHmac("sha512", hex(attachment.fileKey))
        .update(concat(...parts))
        .digest(),
    );
  const first = hmac(info, Uint8Array.of(1));
  const expanded = concat(first, hmac(first, info, Uint8Array.of(2)));
  const [key, nonce, commitment] = [expanded.slice(0, 32), expanded.slice(32, 44), expanded.slice(44, 76)];
  expect([key, nonce, commitment].map(toHex)).toEqual([
    attachment.key,
    attachment.baseNonce,
    attachment.commitment,
  ]);
  const sealed = hex(attachment.sealed);
  expect(sealed.slice(0, 56)).toEqual(concat(salt, commitment));
  expect(toHex(openGcm(key, nonce, sealed.slice(56)))).toBe(attachment.plain);
});
