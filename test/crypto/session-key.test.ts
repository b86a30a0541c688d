import { describe, expect, test } from "bun:test";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSessionKey, unwrapSessionKey, wrapSessionKey } from "../../src/crypto/session-key.ts";
import { newId } from "../../src/protocol/id.ts";
import { HASH } from "./sealed-item.ts";

async function wrapped() {
  const [recipient, key] = await Promise.all([deriveIdentity(newSecret("ApiKey")), makeSessionKey()]);
  const sessionId = newId();
  const to = { id: recipient.id, publicKey: recipient.hpke };
  return { recipient, key, sessionId, wrapping: await wrapSessionKey(sessionId, key, to, HASH(1)) };
}

describe("a wrapped session key", () => {
  test("comes out as it went in", async () => {
    const { recipient, key, sessionId, wrapping } = await wrapped();
    const opened = await unwrapSessionKey(sessionId, key.id, wrapping, recipient.hpkeKeys);
    expect(opened?.raw).toEqual(key.raw);
    expect(opened?.id).toBe(key.id);
  });

  test("opens for no other session and no other recipient", async () => {
    const { recipient, key, sessionId, wrapping } = await wrapped();
    const other = await deriveIdentity(newSecret("ApiKey"));
    expect(await unwrapSessionKey(newId(), key.id, wrapping, recipient.hpkeKeys)).toBeUndefined();
    expect(await unwrapSessionKey(sessionId, key.id, wrapping, other.hpkeKeys)).toBeUndefined();
  });

  test("that is another than the session committed to is refused, whoever wrapped it", async () => {
    const { recipient, key, sessionId } = await wrapped();
    const foreign = await makeSessionKey();
    const to = { id: recipient.id, publicKey: recipient.hpke };
    // The cheat knows the committed id and wraps its own key under it.
    const wrapping = await wrapSessionKey(sessionId, { ...foreign, id: key.id }, to, HASH(1));
    expect(await unwrapSessionKey(sessionId, key.id, wrapping, recipient.hpkeKeys)).toBeUndefined();
  });

  test("of another length is refused", async () => {
    const { recipient, key, sessionId } = await wrapped();
    const to = { id: recipient.id, publicKey: recipient.hpke };
    const short = await makeSessionKey(key.raw.slice(0, 31));
    const wrapping = await wrapSessionKey(sessionId, short, to, HASH(1));
    expect(await unwrapSessionKey(sessionId, short.id, wrapping, recipient.hpkeKeys)).toBeUndefined();
  });
});

test("a session key's id does not depend on anything but the key", async () => {
  const key = await makeSessionKey();
  expect((await makeSessionKey(key.raw.slice())).id).toBe(key.id);
  expect((await makeSessionKey()).id).not.toBe(key.id);
});
