import * as v from "valibot";
import type { Answer } from "../components/answer.ts";
import type { InputIssue } from "../protocol/error.ts";
import type { GuestToken } from "../protocol/guest-token.ts";
import type { Priority } from "../protocol/item.ts";
import { GUEST_PERMISSIONS } from "../protocol/membership.ts";
import { openPicklist } from "../protocol/primitives.ts";
import type { QuestionState, SystemItem } from "../protocol/timeline.ts";
import type { Sender } from "./sender.ts";

type Common = {
  seq: number;
  id: string;
  /** When its sender says it was made, and when the server says it came (ISO 8601). */
  at: string;
  receivedAt: string;
  sender: Sender;
  digest: string;
  /** What its sender had read by then. */
  seenSeq: number;
  /** Made without having seen a later message of somebody else. */
  unseen: boolean;
  /** Names of its sealed fields that only a newer hiloop knows: verified, not opened, and counting for nothing. */
  unknownFields: string[];
};

export type ReadSession = Common & { kind: "Session"; title: string };
/** What makes a message a question, and how it stands. */
export type Question = { state: QuestionState; participants: "Anyone" | "People"; until: string | null };
export type ReadMessage = Common & {
  kind: "Message";
  content: string;
  /** As the sender sealed them: give them to `readComponents`, which trusts nothing. */
  components: unknown;
  /** The attachments its components show that its own sender uploaded before; others are not to be opened. */
  attachmentIds: string[];
  priority: Priority;
  /** The folder that its agent works in, as the agent says. */
  folder?: string;
  question?: Question;
};
export type ReadResponse = Common & {
  kind: "Response";
  questionId: string;
  answer: Answer;
  /** How it came: `inbox`, `cli`, `demo (simulated)`, or `guest link by NAME`. */
  via: string;
  /** Why the answer does not fit its question; empty when it does. */
  issues: InputIssue[];
};
export type ReadAttachment = Common & {
  kind: "Attachment";
  name: string;
  type: string;
  size: number;
  sha256: string;
  fileKey: string;
};
export type ReadGuest = Common & {
  kind: "Guest";
  tokenId: string;
  keyId: string;
  name: string;
  /** With one that only a newer hiloop knows, nothing that the guest sends counts here. */
  permission: GuestToken["permission"];
  until: string;
  sign: string;
};
/** A signed entry that verified and that only a newer hiloop can read. It keeps its place and counts for nothing. */
export type ReadNewer = Common & { kind: "Newer" };
export type ReadSystem = {
  kind: "System";
  seq: number;
  receivedAt: string;
  event: SystemItem["event"];
  about: string | null;
  by: Sender | null;
};
/** An entry that did not verify. It is shown as an error, never as content, and counts for nothing. */
export type Tampered = {
  kind: "Tampered";
  seq: number;
  id: string | undefined;
  receivedAt: string;
  problem: string;
};

/** One verified and opened entry of a timeline. */
export type ReadItem =
  | ReadSession
  | ReadMessage
  | ReadResponse
  | ReadAttachment
  | ReadGuest
  | ReadNewer
  | ReadSystem
  | Tampered;
/** The entries that somebody signed. */
export type ReadSigned = Exclude<ReadItem, ReadSystem | Tampered>;

/** Characters of a session's title. */
export const MAX_TITLE = 1000;

/** What the sealed fields of each kind hold once opened. */
export const FieldContents = {
  title: v.pipe(v.string(), v.maxLength(MAX_TITLE)),
  content: v.string(),
  act: v.looseObject({ folder: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))) }),
  response: v.object({
    action: v.exactOptional(v.string()),
    values: v.exactOptional(v.record(v.string(), v.unknown())),
    text: v.exactOptional(v.string()),
    via: v.pipe(v.string(), v.transform(cleanedVia)),
  }),
  metadata: v.object({
    name: v.string(),
    type: v.string(),
    size: v.number(),
    sha256: v.string(),
    key: v.string(),
  }),
  guest: v.object({
    name: v.string(),
    permission: openPicklist(GUEST_PERMISSIONS),
    sign: v.string(),
    hpke: v.string(),
  }),
};

const MAX_VIA = 32;

/** What a sender says of the way its answer came may be a word of a newer hiloop, and is only ever a word. */
function cleanedVia(via: string): string {
  const safe = via.replace(/[^A-Za-z0-9 ().:_-]+/g, " ").trim();
  return safe.replace(/ +/g, " ").slice(0, MAX_VIA).trim() || "unknown";
}
