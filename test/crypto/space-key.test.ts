import { describe, expect, test } from "bun:test";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSpaceKey, openSpaceKey, sealSpaceKey, spaceKeyId } from "../../src/crypto/space-key.ts";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { newId } from "../../src/protocol/id.ts";
import { HASH } from "./sealed-item.ts";

async function sealed() {
  const [device, key] = await Promise.all([deriveIdentity(newSecret("Device")), makeSpaceKey(3)]);
  const spaceId = newId();
  const sealing = await sealSpaceKey(spaceId, key, { id: device.id, publicKey: device.hpke }, HASH(1));
  return { device, key, spaceId, sealing };
}

describe("a sealed space key", () => {
  test("opens for its device, with its epoch and id", async () => {
    const { device, key, spaceId, sealing } = await sealed();
    const opened = await openSpaceKey(spaceId, sealing, device.hpkeKeys, key.publicKey);
    expect(opened).toMatchObject({ epoch: 3, id: key.id, publicKey: key.publicKey, seed: key.seed });
  });

  test("opens for no other space, epoch or device", async () => {
    const { device, key, spaceId, sealing } = await sealed();
    const other = await deriveIdentity(newSecret("Device"));
    const later = { ...sealing, epoch: 4 };
    expect(await openSpaceKey(newId(), sealing, device.hpkeKeys, key.publicKey)).toBeUndefined();
    expect(await openSpaceKey(spaceId, later, device.hpkeKeys, key.publicKey)).toBeUndefined();
    expect(await openSpaceKey(spaceId, sealing, other.hpkeKeys, key.publicKey)).toBeUndefined();
  });

  test("that the roster does not announce is refused", async () => {
    const { device, spaceId, sealing } = await sealed();
    const announced = await makeSpaceKey(3);
    expect(await openSpaceKey(spaceId, sealing, device.hpkeKeys, announced.publicKey)).toBeUndefined();
  });

  test("of an earlier epoch opens by the next one's key, so that a new member reads the history", async () => {
    const { key, spaceId } = await sealed();
    const next = await makeSpaceKey(4);
    const chained = await sealSpaceKey(spaceId, key, next, HASH(1));
    expect((await openSpaceKey(spaceId, chained, next.keys, key.publicKey))?.seed).toEqual(key.seed);
  });
});

test("the id of a space key is made of its public key, which cannot be of small order", async () => {
  const key = await makeSpaceKey(1);
  expect(await spaceKeyId(key.publicKey)).toBe(key.id);
  await expect(spaceKeyId(toBase64Url(new Uint8Array(32)))).rejects.toMatchObject({ code: "invalid_input" });
});
