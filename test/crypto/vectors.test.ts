import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import * as v from "valibot";
import { deriveAttachmentKey } from "../../src/crypto/attachment-key.ts";
import { openStream, sealedSize, sealStream } from "../../src/crypto/attachment-stream.ts";
import { authHash, deriveIdentity, makeVoucher, sign } from "../../src/crypto/identity.ts";
import { itemDigest, openItem, verifyItem } from "../../src/crypto/item.ts";
import { emptyRoster, extendRoster, rosterRoot, signRosterEntry } from "../../src/crypto/roster.ts";
import { parseSecret, type Secret } from "../../src/crypto/secret.ts";
import { makeSessionKey, unwrapSessionKey } from "../../src/crypto/session-key.ts";
import { makeSpaceKey, openSpaceKey } from "../../src/crypto/space-key.ts";
import { type Bytes, concat, toHex, utf8 } from "../../src/protocol/bytes.ts";
import { SignedItemSchema, sealedFields } from "../../src/protocol/item.ts";
import { itemHeader } from "../../src/protocol/item-header.ts";
import { RosterEntrySchema, rosterEntryText } from "../../src/protocol/roster-entry.ts";
import attachment from "../vectors/attachment.json";
import frozen from "../vectors/item.json";
import keys from "../vectors/key-schedule.json";
import roster from "../vectors/roster.json";

const hex = (text: string): Bytes => Uint8Array.fromHex(text);

function secretOf(text: string): Secret {
  const secret = parseSecret(text);
  if (!secret) throw new Error("The vector holds no secret.");
  return secret;
}

describe("the frozen key schedule", () => {
  const own = deriveIdentity(secretOf(keys.secret));

  test("gives the same identity, authentication key and voucher", async () => {
    const { id, sign: signPublic, hpke, authHex } = await own;
    expect([id, signPublic, hpke, authHex]).toEqual([keys.identity, keys.sign, keys.hpke, keys.auth]);
    expect(await authHash(keys.auth)).toBe(keys.authHash);
    expect(await makeVoucher(secretOf(keys.secret), keys.root)).toBe(keys.voucher);
  });

  test("gives the same session key id, and the frozen wrapping still opens", async () => {
    expect((await makeSessionKey(hex(keys.sessionKey))).id).toBe(keys.sessionKeyId);
    const { hpkeKeys } = await own;
    const opened = await unwrapSessionKey(keys.sessionId, keys.sessionKeyId, keys.keyWrapping, hpkeKeys);
    expect(toHex(opened?.raw ?? hex(""))).toBe(keys.sessionKey);
  });

  test("gives the same space key, and the frozen sealing still opens", async () => {
    const spaceKey = await makeSpaceKey(1, hex(keys.spaceKeySeed));
    expect([spaceKey.publicKey, spaceKey.id]).toEqual([keys.spaceKey, keys.spaceKeyId]);
    const { hpkeKeys } = await own;
    const opened = await openSpaceKey(keys.spaceId, keys.spaceKeySealing, hpkeKeys, keys.spaceKey);
    expect(toHex(opened?.seed ?? hex(""))).toBe(keys.spaceKeySeed);
  });
});

describe("the frozen item", () => {
  const item = v.parse(SignedItemSchema, frozen.item);

  test("has the same header and digest, and verifies", async () => {
    const { sign: publicKey } = await deriveIdentity(secretOf(frozen.secret));
    expect(itemHeader(item)).toBe(frozen.header);
    expect(await itemDigest(item)).toBe(frozen.digest);
    expect(await verifyItem(item, publicKey)).toBe(frozen.digest);
  });

  test("gets the same signature when it is signed again", async () => {
    const { signKey } = await deriveIdentity(secretOf(frozen.secret));
    const hashes = sealedFields(item).map(
      ([, { ciphertext }]) =>
        new Uint8Array(createHash("sha256").update(Buffer.from(ciphertext, "base64url")).digest()),
    );
    expect(await sign(signKey, concat(utf8(frozen.header), ...hashes))).toBe(frozen.item.signature);
  });

  test("still opens", async () => {
    const fields = await openItem(item, await makeSessionKey(hex(frozen.sessionKey)));
    expect(fields).toEqual(frozen.fields);
  });
});

describe("the frozen roster", () => {
  const entries = roster.entries.map(({ entry }) => v.parse(RosterEntrySchema, entry));

  test("is taken, with the same texts, hashes and root", async () => {
    const read = await extendRoster(emptyRoster(entries[0]?.spaceId ?? ""), entries);
    expect(entries.map(rosterEntryText)).toEqual(roster.entries.map(({ text }) => text));
    expect(read.hashes).toEqual(roster.entries.map(({ hash }) => hash));
    expect(rosterRoot(read)).toBe(roster.root);
    expect(read.members.size).toBe(2);
  });

  test("gets the same signatures when it is signed again", async () => {
    const owner = await deriveIdentity(secretOf(roster.secrets[0] ?? ""));
    let known = emptyRoster(entries[0]?.spaceId ?? "");
    for (const entry of entries) {
      const { signature, n, prev, by, spaceId, ...said } = entry;
      const signed = await signRosterEntry(known, said, owner);
      expect(signed).toEqual({ ...said, signature, n, prev, by, spaceId });
      known = await extendRoster(known, [signed]);
    }
  });
});

describe("the frozen attachment", () => {
  const { context } = attachment;
  const [fileKey, salt] = [hex(attachment.fileKey), hex(attachment.salt)];

  async function sealed(plain: Bytes): Promise<Bytes> {
    const source = new Blob([plain]).stream();
    return concat(...(await Array.fromAsync(sealStream(source, fileKey, context, salt))));
  }

  test("has the same base nonce, commitment and bytes", async () => {
    const { baseNonce, commitment } = await deriveAttachmentKey(fileKey, salt, context);
    expect(toHex(baseNonce)).toBe(attachment.baseNonce);
    expect(toHex(commitment)).toBe(attachment.commitment);
    expect(toHex(await sealed(hex(attachment.plain)))).toBe(attachment.sealed);
  });

  test.each(attachment.files.sizes)("of $plainBytes bytes is sealed the same", async (file) => {
    const bytes = await sealed(new Uint8Array(file.plainBytes).map((_, index) => index % 251));
    expect(bytes.length).toBe(file.sealedBytes);
    expect(sealedSize(file.plainBytes)).toBe(file.sealedBytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sealedSha256);
  });

  test("still opens", async () => {
    const source = new Blob([hex(attachment.sealed)]).stream();
    const plain = concat(...(await Array.fromAsync(openStream(source, fileKey, context))));
    expect(toHex(plain)).toBe(attachment.plain);
  });
});
