import type { AgentStore, AttachmentStore, GuestStore } from "./contract-members.ts";
import type { RosterStore } from "./contract-roster.ts";
import type { ItemStore, QuestionStore, SessionStore } from "./contract-sessions.ts";

/** What a committed write changed. Listeners hear of it after the commit, never before. */
export type Change =
  | {
      type: "session";
      sessionId: string;
      lastSeq: number;
      /** Identity that caused it; null when time did. */
      by: string | null;
      /** Questions opened (positive) or ended (negative) by it. */
      openedQuestions: number;
      /** The earliest `until` among the questions it opened. */
      until: string | null;
    }
  | { type: "roster"; n: number }
  | { type: "guest"; keyId: string };

/**
 * Everything the server keeps, but for the bytes of attachments (`BlobStore`). Asynchronous, so that a
 * networked database can stand behind it; every write is durable once its promise resolves.
 */
export interface Store {
  readonly roster: RosterStore;
  readonly sessions: SessionStore;
  readonly items: ItemStore;
  readonly questions: QuestionStore;
  readonly guests: GuestStore;
  readonly agents: AgentStore;
  readonly attachments: AttachmentStore;
  onChange(listener: (change: Change) => void): void;
  close(): Promise<void>;
}
