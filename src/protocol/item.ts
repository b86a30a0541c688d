import * as v from "valibot";
import {
  BinarySchema,
  Bytes32Schema,
  CountSchema,
  IdSchema,
  NameSchema,
  SignatureSchema,
  TimeSchema,
} from "./primitives.ts";

export const ITEM_KINDS = ["Session", "Message", "Response", "Attachment", "Guest"] as const;
export const PRIORITIES = ["Critical", "High", "Normal", "Low"] as const;
export const SENDER_TYPES = ["Human", "Agent", "Guest", "System"] as const;

/** The sealed fields that each kind may carry. On the wire a field `title` is `encryptedTitle: {ciphertext}`. */
export const FIELDS_OF_KIND = {
  Session: ["title"],
  Message: ["act", "components", "content"],
  Response: ["response"],
  Attachment: ["metadata"],
  Guest: ["guest"],
} as const;

/** One sealed field: nonce (12 bytes) ‖ AES-256-GCM ciphertext, as base64url. */
export const SealedFieldSchema = v.strictObject({ ciphertext: BinarySchema });
export type SealedField = v.InferOutput<typeof SealedFieldSchema>;

/** What an item refers to: the question of a response with its digest, or a guest's token id with the guest's identity. */
export const AboutSchema = v.strictObject({ id: IdSchema, digest: Bytes32Schema });

/**
 * One signed entry of a timeline as its sender sealed it: the plain facts of the header, the sealed
 * fields, and one Ed25519 signature over all of them. The server stores and returns it unchanged.
 */
export const SignedItemSchema = v.strictObject({
  kind: v.picklist(ITEM_KINDS, `expected one of ${ITEM_KINDS.join(", ")}`),
  id: IdSchema,
  spaceId: IdSchema,
  sessionId: IdSchema,
  senderKeyId: v.pipe(Bytes32Schema, v.description("Identity of the signer (`from` in the header)")),
  senderAgentName: v.pipe(
    v.union([NameSchema, v.literal("")]),
    v.description("The name an API key speaks under; empty for people and guests"),
  ),
  keyId: v.pipe(Bytes32Schema, v.description("Session key id: a commitment to the session key")),
  rosterNumber: CountSchema,
  rosterHash: Bytes32Schema,
  seenSeq: v.pipe(CountSchema, v.description("The last seq its sender had read")),
  seenDigest: v.union([Bytes32Schema, v.literal("")]),
  at: TimeSchema,
  about: v.nullable(AboutSchema),
  responseRequired: v.boolean(),
  participants: v.pipe(
    v.picklist(["Anyone", "People"]),
    v.description("Who may answer: anyone in the session, or no guests"),
  ),
  until: v.nullable(TimeSchema),
  priority: v.picklist(PRIORITIES, `expected one of ${PRIORITIES.join(", ")}`),
  encryptedAct: v.exactOptional(SealedFieldSchema),
  encryptedTitle: v.exactOptional(SealedFieldSchema),
  encryptedContent: v.exactOptional(SealedFieldSchema),
  encryptedComponents: v.exactOptional(SealedFieldSchema),
  encryptedResponse: v.exactOptional(SealedFieldSchema),
  encryptedMetadata: v.exactOptional(SealedFieldSchema),
  encryptedGuest: v.exactOptional(SealedFieldSchema),
  signature: SignatureSchema,
});
export type SignedItem = v.InferOutput<typeof SignedItemSchema>;
/** A signed item as a reader has it: its kind, its words and its sealed fields may be newer than this version. */
export type ReadableItem = Omit<SignedItem, "kind" | "participants" | "priority"> & {
  kind: string;
  participants: string;
  priority: string;
};
export type ItemKind = SignedItem["kind"];
export type Priority = SignedItem["priority"];
export type FieldName = "act" | "title" | "content" | "components" | "response" | "metadata" | "guest";

const KEY_OF_FIELD = {
  act: "encryptedAct",
  title: "encryptedTitle",
  content: "encryptedContent",
  components: "encryptedComponents",
  response: "encryptedResponse",
  metadata: "encryptedMetadata",
  guest: "encryptedGuest",
} as const;

const FIELD_START = "encrypted";
const FIELD_KEY = /^encrypted([A-Z])([A-Za-z0-9]{0,31})$/;

/**
 * The sealed fields an item carries, by name, in the header's order (sorted by code unit). A field that is not known here
 * is named by its property, as the known ones are: `encryptedNote` is `note`.
 */
export function sealedFields(item: Record<string, unknown>): [name: string, field: SealedField][] {
  const fields: [string, SealedField][] = [];
  for (const key of Object.keys(item)) {
    if (!key.startsWith(FIELD_START)) continue;
    const [, first, rest] = FIELD_KEY.exec(key) ?? [];
    const value = item[key];
    if (first !== undefined && isSealed(value)) fields.push([`${first.toLowerCase()}${rest}`, value]);
  }
  return fields.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The names of the sealed fields that this version does not know in an item of this kind. */
export function unknownFields(item: ReadableItem): string[] {
  return sealedFields(item).flatMap(([name]) => (isKnownField(item.kind, name) ? [] : [name]));
}

export function isKnownField(kind: string, name: string): boolean {
  const known: readonly string[] = isItemKind(kind) ? FIELDS_OF_KIND[kind] : [];
  return known.includes(name);
}

/** An item in a sentence. Its kind is the server's word until it verified, so only a known one is repeated. */
export function itemWords({ kind, id }: Pick<ReadableItem, "kind" | "id">): string {
  return `The ${isItemKind(kind) ? kind : "entry"} ${id}`;
}

export function isItemKind(kind: string): kind is ItemKind {
  return Object.hasOwn(FIELDS_OF_KIND, kind);
}

function isSealed(value: unknown): value is SealedField {
  return (
    typeof value === "object" &&
    value !== null &&
    "ciphertext" in value &&
    typeof value.ciphertext === "string"
  );
}

/** How many bytes the sealed fields of an item have together. */
export function sealedBytes(item: SignedItem): number {
  return sealedFields(item).reduce(
    (sum, [, field]) => sum + Math.floor((field.ciphertext.length * 3) / 4),
    0,
  );
}

/** The wire property of a field: `title` → `encryptedTitle`. */
export function fieldKey(name: FieldName): (typeof KEY_OF_FIELD)[FieldName] {
  return KEY_OF_FIELD[name];
}
