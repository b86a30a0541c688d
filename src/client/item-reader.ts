import * as v from "valibot";
import { checkAnswer } from "../components/answer.ts";
import { attachmentIds } from "../components/attachment-ids.ts";
import { identityId } from "../crypto/identity.ts";
import { type ItemFields, openItem, verifyItem } from "../crypto/item.ts";
import type { SessionKey } from "../crypto/session-key.ts";
import { HiloopError } from "../protocol/error.ts";
import type { StoredItem } from "../protocol/timeline.ts";
import { FieldContents, type ReadMessage, type ReadSigned } from "./read-item.ts";
import type { Sender } from "./sender.ts";

/** How far the clocks of two honest members may be apart. */
const CLOCK_DIFFERENCE_MS = 10 * 60 * 1000;

/** Who signed an item. `until` is when a guest's link ends. */
export type Signer = { sender: Sender; sign: string; mayAnswer: boolean; via?: string; until?: string };

/** What is known of a session when an item is read: enough to check it against everything before it. */
export type ReadingContext = {
  key: SessionKey;
  /** Who signs with this identity, and with which public key; undefined for nobody that the session knows. */
  signer(keyId: string, agentName: string): Signer | undefined;
  digestAt(seq: number): string | undefined;
  question(id: string): ReadMessage | undefined;
  hasUnseen(response: { seenSeq: number; seq: number; keyId: string }): boolean;
  ownAttachment(id: string, keyId: string): boolean;
};

/** Verifies one item and opens its fields. Throws `tampered` with the reason when anything does not hold. */
export async function readSignedItem(item: StoredItem, context: ReadingContext): Promise<ReadSigned> {
  const signer = context.signer(item.senderKeyId, item.senderAgentName);
  if (!signer) throw refused(item, "is signed by somebody who does not belong to the space");
  if (signer.sender.type === "Guest" && !signer.mayAnswer)
    throw refused(item, "is from a guest who may only read");
  const digest = await verifyItem(item, signer.sign);
  const expected = context.digestAt(item.seenSeq);
  if (item.seenSeq >= item.seq || (expected !== undefined && item.seenDigest !== expected)) {
    throw refused(item, "was made in view of another timeline than this one");
  }
  const fields = await openItem(item, context.key);
  const { seq, id, at, receivedAt, seenSeq } = item;
  const common = { seq, id, at, receivedAt, sender: signer.sender, digest, seenSeq };
  if (item.kind === "Session") return { ...common, kind: "Session", title: contents(item, fields, "title") };
  if (item.kind === "Message") return { ...common, ...readMessage(item, fields, context) };
  if (item.kind === "Attachment") {
    const { key, ...metadata } = contents(item, fields, "metadata");
    return { ...common, ...metadata, kind: "Attachment", fileKey: key };
  }
  if (item.kind === "Guest") return { ...common, ...(await readGuest(item, fields, signer.sender)) };
  return { ...common, ...readResponse(item, fields, context, signer) };
}

function readMessage(item: StoredItem, fields: ItemFields, context: ReadingContext) {
  const { components } = fields;
  const agentAsks = item.responseRequired && item.senderAgentName !== "";
  if (item.responseRequired && !agentAsks) throw refused(item, "asks a question without being from an agent");
  const folder = fields.act === undefined ? undefined : contents(item, fields, "act").folder;
  return {
    kind: "Message" as const,
    content: fields.content === undefined ? "" : contents(item, fields, "content"),
    components: components ?? [],
    attachmentIds: attachmentIds(components ?? []).filter((id) =>
      context.ownAttachment(id, item.senderKeyId),
    ),
    priority: item.priority,
    ...(folder === undefined ? {} : { folder }),
    ...(agentAsks
      ? { question: { state: "Open" as const, participants: item.participants, until: item.until } }
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
    name,
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
  const isRevokedGuest = signer.sender.type === "Guest" && !signer.sender.active;
  if (!signer.mayAnswer || isRevokedGuest) throw refused(item, "is from somebody who may not answer");
  if (signer.sender.type === "Guest" && question.question.participants === "People")
    throw refused(item, "is from a guest, and the question refuses guests");
  if (signer.until && Date.parse(question.at) - Date.parse(signer.until) > CLOCK_DIFFERENCE_MS)
    throw refused(item, "is from a guest whose link had ended before the question was asked");
  const { seq, seenSeq, senderKeyId: keyId } = item;
  return {
    kind: "Response" as const,
    questionId: question.id,
    answer,
    via: signer.via ?? (via === "guest link" ? "inbox" : via),
    issues: checkAnswer(question.components, answer),
    unseen: context.hasUnseen({ seq, seenSeq, keyId }),
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
  return new HiloopError("tampered", `The ${item.kind} ${item.id} ${what}.`, {
    advice: "It is not shown and counts for nothing; do not act on it, and look at the server.",
  });
}
