import * as v from "valibot";
import type { SessionKey } from "../crypto/session-key.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import { itemWords } from "../protocol/item.ts";
import {
  type StoredItem,
  StoredItemSchema,
  type SystemItem,
  SystemItemSchema,
  type Timeline,
  type TimelineEntry,
} from "../protocol/timeline.ts";
import { type ReadingContext, readSignedItem, type Signer } from "./item-reader.ts";
import type { Party } from "./party.ts";
import type { ReadGuest, ReadItem, ReadMessage, ReadSystem, Tampered } from "./read-item.ts";
import { memberSender, type Sender, withStanding } from "./sender.ts";

const ENDS = { Expired: "Expired", Cancelled: "Cancelled" } as const;

/** The verified items of one session and what follows from them: digests, questions and their states, guests. */
export class SessionState {
  items: ReadItem[] = [];
  readonly #member: Party;
  readonly #sessionId: string;
  readonly #key: SessionKey;
  readonly #ids = new Set<string>();
  readonly #questions = new Map<string, number>();
  readonly #guests = new Map<string, ReadGuest>();
  readonly #revoked = new Set<string>();
  #lastMessage: { seq: number; keyId: string } | undefined;
  /** The last message of anybody but the sender of the very last. */
  #lastOfOthers: { seq: number; keyId: string } | undefined;

  constructor(member: Party, sessionId: string, key: SessionKey) {
    this.#member = member;
    this.#sessionId = sessionId;
    this.#key = key;
  }

  get lastSeq(): number {
    return this.items.at(-1)?.seq ?? 0;
  }

  question(id: string): ReadMessage | undefined {
    const item = this.items[this.#questions.get(id) ?? -1];
    return item?.kind === "Message" ? item : undefined;
  }

  /** An item that did not verify ends what can be seen: nothing signed here vouches for what comes after it. */
  seen(seq: number): { seenSeq: number; seenDigest: string } {
    const broken = this.items.find((item) => item.kind === "Tampered");
    const seenSeq = Math.min(seq, broken ? broken.seq - 1 : seq);
    return { seenSeq, seenDigest: this.#digestAt(seenSeq) ?? "" };
  }

  /** Verifies a page that was asked for `after` and appends what is new. On a gap or repeat nothing is taken over. */
  async append(after: number, page: Timeline): Promise<ReadItem[]> {
    this.#checkOrder(after, page);
    const fresh = page.items.filter((item) => item.seq > this.lastSeq);
    const newest = Math.max(page.rosterNumber, ...fresh.map(rosterNumberOf));
    if (newest >= this.#member.roster.hashes.length) await this.#member.refreshRoster();
    const start = this.items.length;
    for (const entry of fresh) this.#take(await this.#read(entry), entry);
    return this.items.slice(start);
  }

  #checkOrder(after: number, page: Timeline): void {
    let expected = after + 1;
    const ids = new Set<string>();
    for (const item of page.items) {
      // A guest is given the session item and then only what it may see.
      const skipsTo = expected === 2 ? this.#member.me.guest?.historyFrom : undefined;
      if (item.seq !== expected && item.seq !== skipsTo)
        throw this.#broken(`jumps from ${expected - 1} to ${item.seq}`);
      if (item.sessionId !== this.#sessionId) throw this.#broken("holds an item of another session");
      if (item.kind !== "System" && item.id !== undefined) {
        const known = item.seq > this.lastSeq && this.#ids.has(item.id);
        if (known || ids.has(item.id)) throw this.#broken(`repeats the item ${item.id}`);
        ids.add(item.id);
      }
      expected = item.seq + 1;
    }
    if (page.cursor !== (page.items.at(-1)?.seq ?? after))
      throw this.#broken("names a cursor that is not its last item");
    if (page.lastSeq < after) throw this.#broken("became shorter");
  }

  async #read(entry: TimelineEntry): Promise<ReadItem> {
    if (entry.kind === "System") {
      const parsed = v.safeParse(SystemItemSchema, entry);
      return parsed.success ? this.#readSystem(parsed.output) : tampered(entry, MISSHAPEN);
    }
    const parsed = v.safeParse(StoredItemSchema, entry);
    if (!parsed.success) return tampered(entry, MISSHAPEN);
    try {
      this.#checkPlace(parsed.output);
      return await readSignedItem(parsed.output, this.#context());
    } catch (error) {
      return tampered(entry, toHiloopError(error).message);
    }
  }

  #checkPlace(item: StoredItem): void {
    const { roster } = this.#member;
    const first = item.seq === 1;
    if (
      item.spaceId !== roster.spaceId ||
      item.keyId !== this.#key.id ||
      first !== (item.kind === "Session")
    ) {
      throw new HiloopError("tampered", `${itemWords(item)} does not belong where the server put it.`);
    }
    if (first && item.id !== this.#sessionId)
      throw new HiloopError("tampered", "The session item is another session's.");
    if (roster.hashes[item.rosterNumber] !== item.rosterHash) {
      throw new HiloopError("tampered", `${itemWords(item)} was made under another roster than this one.`);
    }
  }

  #readSystem(item: SystemItem): ReadSystem {
    const by = item.by ? (this.#signer(item.by, "")?.sender ?? null) : null;
    return {
      kind: "System",
      seq: item.seq,
      receivedAt: item.receivedAt,
      event: item.event,
      about: item.about,
      by,
    };
  }

  #take(read: ReadItem, entry: TimelineEntry): void {
    this.items.push(read);
    if (entry.kind !== "System" && entry.id !== undefined) this.#ids.add(entry.id);
    if (read.kind === "Message") this.#noteMessage({ seq: read.seq, keyId: read.sender.keyId });
    if (read.kind === "Guest") this.#guests.set(read.keyId, read);
    if (read.kind === "Message" && read.question) this.#questions.set(read.id, this.items.length - 1);
    if (read.kind === "Response") this.#endQuestion(read.questionId, "Answered");
    if (read.kind !== "System" || !read.about) return;
    if (read.event === "GuestRevoked") this.#revoked.add(read.about);
    if (read.event === "Expired" || read.event === "Cancelled")
      this.#endQuestion(read.about, ENDS[read.event]);
  }

  #noteMessage(message: { seq: number; keyId: string }): void {
    if (this.#lastMessage?.keyId !== message.keyId) this.#lastOfOthers = this.#lastMessage;
    this.#lastMessage = message;
  }

  #endQuestion(id: string, state: "Answered" | "Expired" | "Cancelled"): void {
    const index = this.#questions.get(id);
    const message = this.question(id);
    if (index === undefined || message?.question?.state !== "Open") return;
    this.items[index] = { ...message, question: { ...message.question, state } };
  }

  #context(): ReadingContext {
    return {
      key: this.#key,
      signer: (keyId, agentName) => this.#signer(keyId, agentName),
      digestAt: (seq) => this.#digestAt(seq),
      question: (id) => this.question(id),
      isNewer: ({ id, digest }) =>
        this.items.some((item) => item.kind === "Newer" && item.id === id && item.digest === digest),
      hasUnseen: ({ seenSeq, keyId }) => {
        const others = this.#lastMessage?.keyId === keyId ? this.#lastOfOthers : this.#lastMessage;
        return others !== undefined && others.seq > seenSeq;
      },
      ownAttachment: (id, keyId) =>
        this.items.some(
          (item) => item.kind === "Attachment" && item.id === id && item.sender.keyId === keyId,
        ),
    };
  }

  #signer(keyId: string, agentName: string): Signer | undefined {
    const selfId = this.#member.identity.id;
    const member = this.#member.roster.members.get(keyId);
    if (member && member.kind !== "Invite") {
      const sender = memberSender(member, agentName, selfId);
      const isActive = () => this.#member.roster.members.get(keyId)?.active === true;
      return {
        sender: withStanding(sender, isActive),
        sign: member.sign,
        mayAnswer: member.kind === "Device",
      };
    }
    const guest = this.#guests.get(keyId);
    return guest ? this.#guestSigner(guest) : undefined;
  }

  #guestSigner({ keyId, name, sender: maker, sign, permission, until, tokenId }: ReadGuest): Signer {
    const sender: Sender = {
      keyId,
      type: "Guest",
      name,
      active: maker.active,
      isSelf: keyId === this.#member.identity.id,
      letInBy: maker.name,
    };
    const isRevoked = this.#revoked.has(tokenId);
    return {
      sender: withStanding(sender, () => maker.active),
      sign,
      mayAnswer: permission === "Answer",
      link: { via: `guest link by ${maker.name}`, until, isRevoked, permission },
    };
  }

  /** Digest of the last signed item at or below `seq`; undefined when a guest cannot know it, "" when there is none. */
  #digestAt(seq: number): string | undefined {
    const item = this.items.findLast((candidate) => candidate.seq <= seq && candidate.kind !== "System");
    if (!item) return "";
    const from = this.#member.me.guest?.historyFrom ?? 0;
    if (item.kind === "System" || item.kind === "Tampered" || (item.seq === 1 && seq > 1 && seq < from))
      return undefined;
    return item.digest;
  }

  #broken(how: string): HiloopError {
    return new HiloopError("tampered", `The timeline of session ${this.#sessionId} ${how}.`, {
      advice:
        "The server may have dropped or repeated something. Nothing of it was taken over; look at the server.",
    });
  }
}

const MISSHAPEN = "An entry has no shape that an entry can have.";

function rosterNumberOf({ kind, rosterNumber }: TimelineEntry): number {
  return kind !== "System" && typeof rosterNumber === "number" ? rosterNumber : 0;
}

function tampered({ seq, id, receivedAt }: TimelineEntry, problem: string): Tampered {
  return { kind: "Tampered", seq, id, receivedAt, problem };
}
