import { Database } from "bun:sqlite";
import { join } from "node:path";
import { itemFacts } from "../../src/client/item-facts.ts";
import type { Party } from "../../src/client/party.ts";
import type { SessionLog } from "../../src/client/session-log.ts";
import { concat, toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import type { ReadableItem } from "../../src/protocol/item.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import type { ClientSpace } from "./client-space.ts";

/** An item as a hiloop writes it that knows more words than this one. */
export type Newer = { item: Omit<ReadableItem, "senderKeyId"> & { senderKeyId: string }; digest: string };

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Seals and signs by hand, after docs/protocol.md alone: whatever kind, words and names of fields it is given. */
export async function newerItem(
  member: Party,
  log: SessionLog,
  facts: Partial<ReadableItem>,
  fields: Record<string, unknown>,
): Promise<Newer> {
  const plain = { ...itemFacts(member, "Message", log.id, log.seen()), ...facts };
  const unsigned = { ...plain, keyId: log.key.id, senderKeyId: member.identity.id, signature: "" };
  const names = Object.keys(fields).sort();
  const header = headerOf(unsigned, names);
  const sealed = await Promise.all(names.map((name) => seal(log, `${header}field ${name}\n`, fields[name])));
  const text = concat(utf8(header), ...(await Promise.all(sealed.map(sha256))));
  const signature = await crypto.subtle.sign("Ed25519", member.identity.signKey, text);
  const properties = names.map((name, index) => [
    `encrypted${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    { ciphertext: toBase64Url(sealed[index] ?? new Uint8Array(0)) },
  ]);
  const item = {
    ...unsigned,
    ...Object.fromEntries(properties),
    signature: toBase64Url(new Uint8Array(signature)),
  };
  return { item, digest: toBase64Url(await sha256(text)) };
}

function headerOf(item: ReadableItem, names: string[]): string {
  const asks = new Map([
    ["Anyone", "yes"],
    ["People", "people"],
  ]);
  const lines = [
    "hiloop/v1/item",
    `space ${item.spaceId}`,
    `session ${item.sessionId}`,
    `kind ${item.kind}`,
    `item ${item.id}`,
    `from ${item.senderKeyId}`,
    `as ${toBase64Url(utf8(item.senderAgentName))}`,
    `key ${item.keyId}`,
    `roster ${item.rosterNumber} ${item.rosterHash}`,
    `seen ${item.seenDigest ? `${item.seenSeq} ${item.seenDigest}` : item.seenSeq}`,
    `at ${item.at}`,
    `about ${item.about ? `${item.about.id} ${item.about.digest}` : ""}`,
    `asks ${item.responseRequired ? (asks.get(item.participants) ?? item.participants) : ""}`,
    `until ${item.until ?? ""}`,
    `priority ${item.priority}`,
    `fields ${names.join(",")}`,
  ];
  return `${lines.join("\n")}\n`;
}

async function seal(log: SessionLog, data: string, value: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const padded = utf8(JSON.stringify(value).padEnd(256));
  const additionalData = utf8(data);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, log.key.field, padded);
  return concat(iv, new Uint8Array(sealed));
}

/** Ends a question by a word of a newer server's, with the entry that says so. */
export function endQuestion(space: ClientSpace, sessionId: string, questionId: string, state: string): void {
  plant(space, sessionId, { event: state, about: questionId });
  using database = new Database(join(space.dataDir, "hiloop.db"));
  database
    .query(
      `UPDATE question SET state = ?, ended_seq = (SELECT last_seq FROM session WHERE id = ?)
       WHERE session_id = ? AND id = ?`,
    )
    .run(state, sessionId, sessionId, questionId);
}

/** Puts a signed item, or an entry of the server's own, at the end of a session: a newer server lets such words through. */
export function plant(
  space: ClientSpace,
  sessionId: string,
  entry: Newer | { event: string; about: string | null },
): void {
  using database = new Database(join(space.dataDir, "hiloop.db"));
  database
    .query("UPDATE session SET last_seq = last_seq + 1, updated_at = ? WHERE id = ?")
    .run(timestamp(), sessionId);
  const { item, digest } = "item" in entry ? entry : { item: undefined, digest: null };
  database
    .query(
      `INSERT INTO item (session_id, seq, id, kind, sender_type, sender_key_id, received_at, digest, json)
       SELECT id, last_seq, ?, ?, ?, ?, ?, ?, ? FROM session WHERE id = ?`,
    )
    .run(
      item?.id ?? null,
      item?.kind ?? "System",
      item ? "Human" : "System",
      item?.senderKeyId ?? null,
      timestamp(),
      digest,
      JSON.stringify(item ?? entry),
      sessionId,
    );
}
