import * as v from "valibot";
import { checkAnswer } from "../components/answer.ts";
import { attachmentIds } from "../components/attachment-ids.ts";
import { visibleName } from "../components/visible-text.ts";
import { identityId } from "../crypto/identity.ts";
import { type ItemFields, openItem, verifyItem } from "../crypto/item.ts";
import type { SessionKey } from "../crypto/session-key.ts";
import { HiloopError } from "../protocol/error.ts";
import { isItemKind, itemWords, PRIORITIES, unknownFields } from "../protocol/item.ts";
import type { StoredItem } from "../protocol/timeline.ts";
import { FieldContents, type ReadGuest, type ReadMessage, type ReadSigned } from "./read-item.ts";
import type { Sender } from "./sender.ts";

/** How far the clocks of two honest members may be apart. */
const CLOCK_DIFFERENCE_MS = 10 * 60 * 1000;

/** Who signed an item. */
export type Signer = {
  sender: Sender;
  sign: string;
  mayAnswer: boolean;
  /** What its link says of a guest. */
  link?: { via: string; until: string; isRevoked: boolean; permission: ReadGuest["permission"] };
};

/** What is known of a session when an item is read: enough to check it against everything before it. */
export type ReadingContext = {
  key: SessionKey;
  /** Who signs with this identity, and with which public key; undefined for nobody that the session knows. */
  signer(keyId: string, agentName: string): Signer | undefined;
  digestAt(seq: number): string | undefined;
  question(id: string): ReadMessage | undefined;
  /** Whether this is an entry that only a newer hiloop can read. */
  isNewer(about: { id: string; digest: string }): boolean;
  hasUnseen(item: { seenSeq: number; keyId: string }): boolean;
  ownAttachment(id: string, keyId: string): boolean;
};

/**
 * Verifies one item and opens its fields. Throws `tampered` with the reason when anything does not hold; what verifies
 * and only a newer hiloop can read is `Newer`.
 */
export async function readSignedItem(item: StoredItem, context: ReadingContext): Promise<ReadSigned> {
  const signer = context.signer(item.senderKeyId, item.senderAgentName);
  if (!signer) throw refused(item, "is signed by somebody who does not belong to the space");
  requireLink(item, signer);
  const digest = await verifyItem(item, signer.sign);
  const expected = context.digestAt(item.seenSeq);
  if (item.seenSeq >= item.seq || (expected !== undefined && item.seenDigest !== expected)) {
    throw refused(item, "was made in view of another timeline than this one");
  }
  const { seq, id, at, receivedAt, seenSeq, senderKeyId: keyId } = item;
  const unseen = context.hasUnseen({ seenSeq, keyId });
  const facts = { seq, id, at, receivedAt, seenSeq, unseen, unknownFields: unknownFields(item) };
  const common = { ...facts, sender: signer.sender, digest };
  const fields = await openItem(item, context.key);
  if (isBeyond(item, signer, context)) return { ...common, kind: "Newer" };
  if (item.kind === "Session") return { ...common, kind: "Session", title: contents(item, fields, "title") };
  if (item.kind === "Message") return { ...common, ...readMessage(item, fields, context, signer) };
  if (item.kind === "Attachment") {
    const { key, ...metadata } = contents(item, fields, "metadata");
    return { ...common, ...metadata, kind: "Attachment", fileKey: key };
  }
  if (item.kind === "Guest") return { ...common, ...(await readGuest(item, fields, signer.sender)) };
  return { ...common, ...readResponse(item, fields, context, signer) };
}

/** A guest link bounds all that comes by it, whatever the server lets through. */
function requireLink(item: StoredItem, { link }: Signer): void {
  if (!link) return;
  if (link.permission === "Read") throw refused(item, "is from a guest who may only read");
  if (link.isRevoked) throw refused(item, "is from a guest whose link had been revoked");
  if (isAfter(item.at, link.until)) throw refused(item, "is from a guest whose link had ended");
}

/** Whether it takes a newer hiloop to say what this means. It verified, so it is no tampering. */
function isBeyond(item: StoredItem, { link }: Signer, context: ReadingContext): boolean {
  if (!isItemKind(item.kind) || link?.permission === "Newer") return true;
  if (item.kind === "Response") return item.about !== null && context.isNewer(item.about);
  return item.responseRequired && !isParticipants(item.participants);
}

/** Later than `end` by more than the clocks of two honest members differ. */
function isAfter(at: string, end: string): boolean {
  return Date.parse(at) - Date.parse(end) > CLOCK_DIFFERENCE_MS;
}

function isParticipants(word: string): word is "Anyone" | "People" {
  return word === "Anyone" || word === "People";
}

function readMessage(item: StoredItem, fields: ItemFields, context: ReadingContext, { sender }: Signer) {
  const { components } = fields;
  const { participants, until } = item;
  if (item.responseRequired && sender.type !== "Agent")
    throw refused(item, "asks a question without being from an agent");
  const { folder, ...others } = fields.act === undefined ? {} : contents(item, fields, "act");
  // What will run and is not shown must not be approved: what a newer hiloop says there counts as a part of its own.
  const beyond = Object.keys(others).length > 0 ? ["act"] : [];
  return {
    kind: "Message" as const,
    content: fields.content === undefined ? "" : contents(item, fields, "content"),
    components: components ?? [],
    attachmentIds: attachmentIds(components ?? []).filter((id) =>
      context.ownAttachment(id, item.senderKeyId),
    ),
    priority: PRIORITIES.find((known) => known === item.priority) ?? "Normal",
    unknownFields: [...beyond, ...unknownFields(item)],
    ...(folder === undefined ? {} : { folder }),
    ...(item.responseRequired && isParticipants(participants)
      ? { question: { state: "Open" as const, participants, until } }
      : {}),
  };
}

async function readGuest(item: StoredItem, fields: ItemFields, maker: Sender) {
  const { name, permission, sign, hpke } = contents(item, fields, "guest");
  if (maker.type === "Guest") throw refused(item, "lets a guest invite a guest");
  if (!item.about || !item.until || (await identityId(sign, hpke)) !== item.about.digest) {
    throw refused(item, "names another guest than its keys belong to");
  }
  return {
    kind: "Guest" as const,
    tokenId: item.about.id,
    keyId: item.about.digest,
    name: visibleName(name),
    permission,
    until: item.until,
    sign,
  };
}

function readResponse(item: StoredItem, fields: ItemFields, context: ReadingContext, signer: Signer) {
  const { via, ...answer } = contents(item, fields, "response");
  const question = item.about ? context.question(item.about.id) : undefined;
  if (!question?.question || question.digest !== item.about?.digest)
    throw refused(item, "answers another question than the one that was asked");
  if (question.question.state !== "Open")
    throw refused(item, `answers a question that had ended (${question.question.state})`);
  if (!signer.mayAnswer) throw refused(item, "is from somebody who may not answer");
  const { link } = signer;
  const { participants, until } = question.question;
  if (link && participants === "People")
    throw refused(item, "is from a guest, and the question refuses guests");
  if (link && isAfter(question.at, link.until))
    throw refused(item, "is from a guest whose link had ended before the question was asked");
  if (until && isAfter(item.at, until))
    throw refused(item, "was signed more than 10 minutes after the question's end");
  return {
    kind: "Response" as const,
    questionId: question.id,
    answer,
    // Whose link it was is never taken from whoever answers.
    via: link?.via ?? (/^guest link/i.test(via) ? "inbox" : via),
    issues: checkAnswer(question.components, answer),
  };
}

function contents<Name extends keyof typeof FieldContents>(
  item: StoredItem,
  fields: ItemFields,
  name: Name,
): v.InferOutput<(typeof FieldContents)[Name]> {
  const result = v.safeParse(FieldContents[name], fields[name]);
  if (result.success) return result.output;
  throw refused(item, `has no readable ${name}`);
}

function refused(item: StoredItem, what: string): HiloopError {
  return new HiloopError("tampered", `${itemWords(item)} ${what}.`, {
    advice: "It is not shown and counts for nothing; do not act on it, and look at the server.",
  });
}
