import { type Bytes, concat, fromBase64Url, fromUtf8, toBase64Url, utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import {
  FIELDS_OF_KIND,
  type FieldName,
  fieldKey,
  isKnownField,
  itemWords,
  type ReadableItem,
  type SealedField,
  type SignedItem,
  sealedFields,
} from "../protocol/item.ts";
import { itemHeader } from "../protocol/item-header.ts";
import { sha256 } from "./hash.ts";
import { type OwnIdentity, sign, verifySignature } from "./identity.ts";
import type { SessionKey } from "./session-key.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The plain facts of an item that its sender decides; `keyId`, `senderKeyId`, the fields and the signature come from sealing. */
export type ItemFacts = Omit<SignedItem, "signature" | "keyId" | "senderKeyId" | `encrypted${string}`>;

/** The content of sealed fields before sealing and after opening: JSON values by field name. */
export type ItemFields = Partial<Record<FieldName, unknown>>;

/** Seals each field under the session key and signs header and fields as one item (docs/protocol.md, "Items"). */
export async function sealItem(
  facts: ItemFacts,
  fields: ItemFields,
  key: SessionKey,
  sender: OwnIdentity,
): Promise<SignedItem> {
  const names = FIELDS_OF_KIND[facts.kind].filter(
    (name) => name in fields && fields[name as FieldName] !== undefined,
  );
  const blank = Object.fromEntries(names.map((name) => [fieldKey(name), { ciphertext: "" }]));
  const participants = facts.responseRequired ? facts.participants : "Anyone";
  const unsigned = { ...facts, participants, keyId: key.id, senderKeyId: sender.id, ...blank };
  const header = itemHeader(unsigned);
  const sealed = await Promise.all(
    names.map(async (name) => [
      fieldKey(name),
      { ciphertext: await sealField(header, name, fields[name as FieldName], key) },
    ]),
  );
  const item = { ...unsigned, ...Object.fromEntries(sealed) };
  return { ...item, signature: await sign(sender.signKey, await bytesToSign(item)) };
}

/** The digest of an item: base64url of SHA-256 over what its signature covers. */
export async function itemDigest(item: Omit<ReadableItem, "signature">): Promise<string> {
  return toBase64Url(await sha256(await bytesToSign(item)));
}

/**
 * Verifies an item's signature by the signer's public key and gives its digest, whatever its kind and its fields are: a
 * newer version's are signed like these. Throws `tampered` when anything at all was changed.
 */
export async function verifyItem(item: ReadableItem, signPublicKey: string): Promise<string> {
  // The header says who may answer only where an answer is asked for; nothing may be said outside of it.
  if (!item.responseRequired && item.participants !== "Anyone")
    throw tampered(item, "limits who may answer where nothing is asked");
  const bytes = await bytesToSign(item);
  const signature = fromBase64Url(item.signature);
  if (!signature || !(await verifySignature(signPublicKey, signature, bytes)))
    throw tampered(item, "does not carry a valid signature");
  return toBase64Url(await sha256(bytes));
}

/**
 * Opens every sealed field of an item whose signature was verified, and gives those that this version knows. Throws
 * `tampered` when one does not open.
 */
export async function openItem(item: ReadableItem, key: SessionKey): Promise<ItemFields> {
  if (item.keyId !== key.id) throw tampered(item, "is sealed under another session's key");
  const header = itemHeader(item);
  const opened = await Promise.all(
    sealedFields(item).map(async ([name, { ciphertext }]) => {
      const plain = await openField(header, { name, ciphertext }, key, item);
      return isKnownField(item.kind, name) ? [[name, parseField(name, plain, item)]] : [];
    }),
  );
  return Object.fromEntries(opened.flat());
}

async function bytesToSign(item: Omit<ReadableItem, "signature">): Promise<Bytes> {
  const hashes = await Promise.all(
    sealedFields(item).map(([, field]) => sha256(fromBase64Url(field.ciphertext) ?? new Uint8Array(0))),
  );
  return concat(utf8(itemHeader(item)), ...hashes);
}

async function sealField(header: string, name: string, value: unknown, key: SessionKey): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const additionalData = utf8(`${header}field ${name}\n`);
  const plain = pad(utf8(JSON.stringify(value)));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData },
    key.field,
    plain,
  );
  return toBase64Url(concat(nonce, new Uint8Array(sealed)));
}

/** The bytes that a field of this value takes up once it is sealed. */
export function sealedLength(value: unknown): number {
  return NONCE_BYTES + pad(utf8(JSON.stringify(value))).length + TAG_BYTES;
}

async function openField(
  header: string,
  { name, ciphertext }: SealedField & { name: string },
  key: SessionKey,
  item: ReadableItem,
): Promise<Uint8Array> {
  const bytes = fromBase64Url(ciphertext) ?? new Uint8Array(0);
  const iv = bytes.slice(0, NONCE_BYTES);
  const additionalData = utf8(`${header}field ${name}\n`);
  try {
    const sealed = bytes.slice(NONCE_BYTES);
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key.field, sealed),
    );
  } catch (cause) {
    throw tampered(item, `has a field "${name}" that does not open`, cause);
  }
}

function parseField(name: string, plain: Uint8Array, item: ReadableItem): unknown {
  try {
    return JSON.parse(fromUtf8(plain));
  } catch (cause) {
    throw tampered(item, `has a field "${name}" that does not open`, cause);
  }
}

/** Pads JSON with spaces to 256 bytes, above 4 KiB to 4 KiB steps, so that length does not tell `approve` from `reject`. */
function pad(json: Bytes): Bytes {
  const step = json.length <= 4096 ? 256 : 4096;
  const padded = new Uint8Array(Math.max(1, Math.ceil(json.length / step)) * step).fill(0x20);
  padded.set(json);
  return padded;
}

function tampered(item: ReadableItem, what: string, cause?: unknown): HiloopError {
  return new HiloopError("tampered", `${itemWords(item)} ${what}: the server or the connection changed it.`, {
    advice: "It is not shown and counts for nothing; do not act on it, and look at the server.",
    ...(cause === undefined ? {} : { cause }),
  });
}
