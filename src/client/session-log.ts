import type { SessionKey } from "../crypto/session-key.ts";
import { HiloopError } from "../protocol/error.ts";
import { type Session, SessionSchema } from "../protocol/session.ts";
import { type Timeline, TimelineSchema } from "../protocol/timeline.ts";
import type { Party } from "./party.ts";
import type { ReadItem, ReadMessage, ReadResponse, ReadSession } from "./read-item.ts";
import { openSessionKey } from "./session-key-ring.ts";
import { SessionState } from "./session-state.ts";

const PAGE = 200;

export type SyncOptions = { waitSeconds?: number; questionId?: string; signal?: AbortSignal | undefined };

/**
 * A session's timeline as this member verified it, from the first item on. It only grows: what was read
 * once is never asked of the server again, and nothing enters that does not follow from what is there.
 */
export class SessionLog {
  readonly member: Party;
  readonly id: string;
  readonly key: SessionKey;
  #participantIds: string[];
  #status: Session["status"];
  /** Questions that the server calls ended, by an entry that only a newer hiloop can read. */
  readonly #endedByNewer = new Set<string>();
  readonly #state: SessionState;
  #appending: Promise<unknown> = Promise.resolve();

  private constructor(member: Party, session: Session, key: SessionKey) {
    this.member = member;
    this.id = session.id;
    this.key = key;
    this.#participantIds = session.participantIds;
    this.#status = session.status;
    this.#state = new SessionState(member, session.id, key);
  }

  /** Opens a session by id and reads it whole. Throws `not_found`, `forbidden` or `tampered`. */
  static async open(member: Party, sessionId: string): Promise<SessionLog> {
    const path = `/v1/${member.face}/sessions/${encodeURIComponent(sessionId)}`;
    const session = await member.http.send("GET", path, SessionSchema);
    if (session.id !== sessionId || session.item.sessionId !== sessionId) {
      throw new HiloopError("tampered", `The server gave another session than ${sessionId}.`);
    }
    // A session that is younger than the roster known here may be sealed to a space key that is, too.
    if (session.item.rosterNumber >= member.roster.hashes.length) await member.refreshRoster();
    const log = new SessionLog(member, session, await openSessionKey(member, session));
    await log.sync();
    log.#requireMaker();
    return log;
  }

  /**
   * Anyone can wrap a key to a public one; only the signed session item says which key is the session's. Before
   * it verified nothing may be sealed under the key: it could be one that the server made.
   */
  #requireMaker(): void {
    const maker = this.sessionItem()?.sender;
    const { type, roster, identity } = this.member;
    const ownId = roster.members.get(identity.id)?.memberId;
    if (maker?.type === "Agent" && (type !== "Agent" || maker.memberId === ownId)) return;
    const first = this.items[0];
    throw new HiloopError(
      "tampered",
      first?.kind === "Tampered"
        ? first.problem
        : `Session ${this.id} was not made by an agent that may hold it.`,
      { advice: "Nothing of the session was opened; look at the server." },
    );
  }

  /** The name that the session's agent signed it under; empty when the session item itself did not verify. */
  get agentName(): string {
    return this.sessionItem()?.sender.name ?? "";
  }

  get items(): readonly ReadItem[] {
    return this.#state.items;
  }

  get lastSeq(): number {
    return this.#state.lastSeq;
  }

  get status(): Session["status"] {
    return this.#status;
  }

  get participantIds(): readonly string[] {
    return this.#participantIds;
  }

  /** The title that the session's agent signed. Throws `tampered` when the session item itself did not verify. */
  get title(): string {
    const first = this.items[0];
    if (first?.kind === "Session") return first.title;
    throw new HiloopError(
      "tampered",
      first?.kind === "Tampered" ? first.problem : "The session has no first item.",
    );
  }

  /** Path of the session below `/v1/{face}/sessions`. */
  get path(): string {
    return `/v1/${this.member.face}/sessions/${this.id}`;
  }

  question(id: string): ReadMessage | undefined {
    return this.#state.question(id);
  }

  responseTo(questionId: string): ReadResponse | undefined {
    return this.items.find(
      (item): item is ReadResponse => item.kind === "Response" && item.questionId === questionId,
    );
  }

  openQuestions(): ReadMessage[] {
    return this.items.filter(
      (item): item is ReadMessage => item.kind === "Message" && item.question?.state === "Open",
    );
  }

  /** Whether the server calls an open question ended by what only a newer hiloop can read: that decides nothing here. */
  isEndedByNewer(questionId: string): boolean {
    return this.#endedByNewer.has(questionId);
  }

  /** What a new item says its sender has read: `seq` (default: everything) and the digest of the last signed item up to there. */
  seen(seq: number = this.lastSeq): { seenSeq: number; seenDigest: string } {
    return this.#state.seen(seq);
  }

  /** The session item, once it verified. */
  sessionItem(): ReadSession | undefined {
    const first = this.items[0];
    return first?.kind === "Session" ? first : undefined;
  }

  /** Remembers people that were added. */
  setParticipants(participantIds: string[]): void {
    this.#participantIds = participantIds;
  }

  /**
   * Fetches what is new, waiting up to `waitSeconds` (0–55) when nothing is, verifies and appends it. Gives the
   * new items. Throws `tampered` on a gap, a repeat or a foreign item: then nothing of the page is taken over.
   */
  async sync(options: SyncOptions = {}): Promise<ReadItem[]> {
    const added: ReadItem[] = [];
    for (let wait = options.waitSeconds ?? 0; ; wait = 0) {
      const after = this.lastSeq;
      const page = await this.member.http.send("GET", `${this.path}/timeline`, TimelineSchema, {
        query: { after, limit: PAGE, wait: wait || undefined, question: options.questionId },
        signal: options.signal,
        holdMs: options.waitSeconds === undefined ? undefined : wait * 1000,
      });
      added.push(...(await this.#append(after, page)));
      if (this.lastSeq < page.lastSeq && page.items.length > 0) continue;
      this.#checkEnd(page);
      return added;
    }
  }

  /** A question that the server calls ended must have ended in what was verified. */
  #checkEnd({ question, cursor, lastSeq }: Timeline): void {
    const known =
      question && cursor >= lastSeq && question.state !== "Open" ? this.question(question.id) : undefined;
    if (known?.question?.state !== "Open") return;
    const end = this.items.find(({ seq }) => seq === question?.endedBy?.seq);
    const isNewer = end?.kind === "Newer" || (end?.kind === "System" && end.event === "Newer");
    if (isNewer) this.#endedByNewer.add(known.id);
    else throw this.#unverifiedEnd(known.id, end);
  }

  #unverifiedEnd(questionId: string, end: ReadItem | undefined): HiloopError {
    const why = end?.kind === "Tampered" ? end.problem : "Nothing that verifies ended it.";
    return new HiloopError("tampered", `The server says that the question ${questionId} has ended. ${why}`, {
      advice: "Do not take it for answered; look at the server.",
    });
  }

  /** One page after the other, even when several syncs run at once. */
  #append(after: number, page: Timeline): Promise<ReadItem[]> {
    const appended = this.#appending.then(async () => {
      const added = await this.#state.append(after, page);
      this.#status = page.status;
      return added;
    });
    this.#appending = appended.catch(() => undefined);
    return appended;
  }
}
