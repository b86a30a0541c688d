import { createHash, createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { deriveAttachmentKey } from "../src/crypto/attachment-key.ts";
import { sealStream } from "../src/crypto/attachment-stream.ts";
import { hkdf } from "../src/crypto/hash.ts";
import { authHash, deriveIdentity, makeVoucher } from "../src/crypto/identity.ts";
import { itemDigest, sealItem } from "../src/crypto/item.ts";
import { emptyRoster, extendRoster, rosterRoot, signRosterEntry } from "../src/crypto/roster.ts";
import { formatSecret, type Secret } from "../src/crypto/secret.ts";
import { makeSessionKey, wrapSessionKey } from "../src/crypto/session-key.ts";
import { makeSpaceKey, sealSpaceKey } from "../src/crypto/space-key.ts";
import { type Bytes, concat, toBase64Url, toHex, utf8 } from "../src/protocol/bytes.ts";
import { itemHeader } from "../src/protocol/item-header.ts";
import { type RosterEntry, rosterEntryText } from "../src/protocol/roster-entry.ts";

/**
 * Writes the frozen test vectors that are missing from test/vectors. Nonces and HPKE's ephemeral keys are
 * random, so a file that is there is never written again: the tests recompute what is in it.
 */
const FOLDER = resolve(import.meta.dir, "../test/vectors");

const bytesFrom = (first: number, length = 32): Bytes =>
  new Uint8Array(length).map((_, index) => (first + index) % 256);
const id = (last: number) => `01980000-0000-7000-8000-${last.toString().padStart(12, "0")}`;

const SPACE = id(1);
const SESSION = id(2);
const AT = "2026-11-22T09:30:00.000Z";
const OWNER: Secret = { kind: "Device", bytes: bytesFrom(0) };
const AGENT: Secret = { kind: "ApiKey", bytes: bytesFrom(32) };
const SESSION_KEY = bytesFrom(64);
const SPACE_SEED = bytesFrom(96);
const FILE_KEY = bytesFrom(128);
const SALT = bytesFrom(160, 24);

async function keySchedule() {
  const own = await deriveIdentity(OWNER);
  const root = toBase64Url(bytesFrom(200));
  const [sessionKey, spaceKey] = await Promise.all([
    makeSessionKey(SESSION_KEY),
    makeSpaceKey(1, SPACE_SEED),
  ]);
  const recipient = { id: own.id, publicKey: own.hpke };
  return {
    secret: formatSecret(OWNER),
    auth: own.authHex,
    authHash: await authHash(own.authHex),
    hpkeSeed: toHex(await hkdf(OWNER.bytes, "hiloop/v1/hpke")),
    signSeed: toHex(await hkdf(OWNER.bytes, "hiloop/v1/sign")),
    sign: own.sign,
    hpke: own.hpke,
    identity: own.id,
    root,
    voucher: await makeVoucher(OWNER, root),
    sessionId: SESSION,
    sessionKey: toHex(SESSION_KEY),
    sessionKeyId: sessionKey.id,
    fieldKey: toHex(await hkdf(SESSION_KEY, "hiloop/v1/field")),
    keyWrapping: await wrapSessionKey(SESSION, sessionKey, recipient, own.id),
    spaceId: SPACE,
    spaceKeySeed: toHex(SPACE_SEED),
    spaceKey: spaceKey.publicKey,
    spaceKeyId: spaceKey.id,
    spaceKeySealing: await sealSpaceKey(SPACE, spaceKey, recipient, own.id),
  };
}

async function roster() {
  const [owner, agent] = await Promise.all([deriveIdentity(OWNER), deriveIdentity(AGENT)]);
  const spaceKey = await makeSpaceKey(1, SPACE_SEED);
  const wanted: (Pick<RosterEntry, "op"> & Partial<RosterEntry>)[] = [
    {
      op: "add",
      memberId: id(3),
      kind: "Device",
      role: "Owner",
      name: "Zoë\nLaptop",
      sign: owner.sign,
      hpke: owner.hpke,
    },
    { op: "epoch", epoch: 1, hpke: spaceKey.publicKey },
    {
      op: "add",
      memberId: id(4),
      kind: "ApiKey",
      role: "Agent",
      name: "deployer",
      sign: agent.sign,
      hpke: agent.hpke,
    },
  ];
  let known = emptyRoster(SPACE);
  const entries: RosterEntry[] = [];
  for (const entry of wanted) {
    const signed = await signRosterEntry(known, { at: AT, ...entry }, owner);
    known = await extendRoster(known, [signed]);
    entries.push(signed);
  }
  return {
    secrets: [formatSecret(OWNER), formatSecret(AGENT)],
    root: rosterRoot(known),
    entries: entries.map((entry, index) => ({
      entry,
      text: rosterEntryText(entry),
      hash: known.hashes[index],
    })),
  };
}

async function item() {
  const [sender, key] = await Promise.all([deriveIdentity(AGENT), makeSessionKey(SESSION_KEY)]);
  const fields = {
    content: "Deploy to **production**? 🚀",
    components: [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }],
  };
  const sealed = await sealItem(
    {
      kind: "Message",
      id: id(5),
      spaceId: SPACE,
      sessionId: SESSION,
      senderAgentName: "Zoë's deployer",
      rosterNumber: 2,
      rosterHash: (await roster()).entries[2]?.hash ?? "",
      seenSeq: 1,
      seenDigest: toBase64Url(bytesFrom(220)),
      at: AT,
      about: null,
      responseRequired: true,
      participants: "People",
      until: "2026-11-23T09:30:00.000Z",
      priority: "High",
    },
    fields,
    key,
    sender,
  );
  return {
    secret: formatSecret(AGENT),
    sessionKey: toHex(SESSION_KEY),
    fields,
    header: itemHeader(sealed),
    digest: await itemDigest(sealed),
    item: sealed,
  };
}

async function attachment() {
  const context = id(6);
  const info = concat(utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"), SALT, utf8(context));
  const first = createHmac("sha512", FILE_KEY).update(info).update(Uint8Array.of(1)).digest();
  const { baseNonce, commitment } = await deriveAttachmentKey(FILE_KEY, SALT, context);
  const seal = async (plain: Bytes) => {
    async function* source() {
      yield plain;
    }
    return concat(...(await Array.fromAsync(sealStream(source(), FILE_KEY, context, SALT))));
  };
  const short = utf8("hello");
  const long = [0, 16_383, 16_384, 600_000].map(async (bytes) => {
    const sealed = await seal(new Uint8Array(bytes).map((_, index) => index % 251));
    const sealedSha256 = createHash("sha256").update(sealed).digest("hex");
    return { plainBytes: bytes, sealedBytes: sealed.length, sealedSha256 };
  });
  return {
    fileKey: toHex(FILE_KEY),
    salt: toHex(SALT),
    context,
    key: first.subarray(0, 32).toString("hex"),
    baseNonce: toHex(baseNonce),
    commitment: toHex(commitment),
    plain: toHex(short),
    sealed: toHex(await seal(short)),
    files: { plainByteAt: "index mod 251", sizes: await Promise.all(long) },
  };
}

await mkdir(FOLDER, { recursive: true });
for (const [name, make] of Object.entries({ "key-schedule": keySchedule, roster, item, attachment })) {
  const file = Bun.file(resolve(FOLDER, `${name}.json`));
  if (await file.exists()) continue;
  await Bun.write(file, `${JSON.stringify(await make(), undefined, 2)}\n`);
  console.log(`wrote test/vectors/${name}.json`);
}
