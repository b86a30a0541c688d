import { type Signal, signal } from "@preact/signals";
import { blobSource } from "../../client/attachment-source.ts";
import { downloadAttachment, uploadAttachment } from "../../client/attachments.ts";
import type { ReadAttachment, ReadMessage } from "../../client/read-item.ts";
import { respond, sendMessage } from "../../client/send.ts";
import type { Sender } from "../../client/sender.ts";
import type { SessionLog } from "../../client/session-log.ts";
import type { AskedButton } from "../../components/asks.ts";
import { HiloopError, toHiloopError } from "../../protocol/error.ts";
import { isOver } from "../../protocol/session.ts";
import { isOverNow } from "../parts/time.tsx";
import { announce } from "./announce.ts";
import { AnswerDraft } from "./answer-draft.ts";
import type { SessionFiles } from "./session-files.ts";
import { answerAsText } from "./unsent-answer.ts";

/** An answer that came too late: its words stay, to be sent as a message instead. */
export type UnsentAnswer = { questionId: string; text: string; error: HiloopError };

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const ENDED = ["already_answered", "question_ended", "session_closed"];

/** One session as the page shows it: its verified log, and what a person has begun to write. */
export class OpenSession {
  readonly #grown: Signal<{ log: SessionLog; version: number }>;
  readonly error = signal<HiloopError | undefined>(undefined);
  readonly unsent = signal<UnsentAnswer | undefined>(undefined);
  readonly chat = signal("");
  readonly chatFiles: Signal<readonly File[]> = signal([]);
  readonly #drafts = new Map<string, AnswerDraft>();

  constructor(log: SessionLog) {
    this.#grown = signal({ log, version: 0 });
  }

  /** The verified log. Whoever reads it while rendering renders again when it has grown. */
  get log(): SessionLog {
    return this.#grown.value.log;
  }

  /** Counts up when the log has grown. */
  get version(): number {
    return this.#grown.value.version;
  }

  /** Reads what is new. */
  async sync(): Promise<void> {
    try {
      await this.log.sync();
      this.error.value = undefined;
    } catch (thrown) {
      const error = toHiloopError(thrown);
      if (error.code !== "unavailable") this.error.value = error;
    }
    this.#keepOvertaken();
    this.#grow();
  }

  /** Whether the one who looks may answer this open question. */
  canAnswer(message: ReadMessage): boolean {
    if (message.question?.state !== "Open" || isOver(this.log.status)) return false;
    const { until, participants } = message.question;
    if ((until && isOverNow(until)) || message.unknownFields.length > 0) return false;
    const { guest } = this.log.member.me;
    return !guest || (guest.permission === "Answer" && participants === "Anyone");
  }

  /** Whether it is from the one who looks, on this device or another of theirs. */
  isOwn(sender: Sender): boolean {
    const { memberId, guest } = this.log.member.me;
    return sender.isSelf || (!guest && sender.memberId === memberId);
  }

  get canWrite(): boolean {
    const { guest } = this.log.member.me;
    return !isOver(this.log.status) && (!guest || guest.permission === "Answer");
  }

  draftOf(question: ReadMessage): AnswerDraft {
    const known = this.#drafts.get(question.id);
    if (known) return known;
    const draft = new AnswerDraft(question);
    this.#drafts.set(question.id, draft);
    this.#endInTime(question);
    return draft;
  }

  /** Answers with a button, or with the written text alone. False when something is missing or was refused. */
  async answer(draft: AnswerDraft, button: AskedButton | undefined): Promise<boolean> {
    if (draft.sending.value !== undefined) return true;
    if (draft.asksMoreFor(button) || draft.check(button).length > 0) return false;
    draft.sending.value = button?.action ?? "";
    draft.error.value = undefined;
    try {
      const answer = draft.answerOf(button);
      await respond(this.log, { questionId: draft.question.id, answer, via: "inbox" });
      this.#drafts.delete(draft.question.id);
      announce("Your answer was sent.");
      return true;
    } catch (thrown) {
      await this.#refused(draft, button, toHiloopError(thrown));
      return false;
    } finally {
      draft.sending.value = undefined;
      this.#grow();
    }
  }

  /** Sends free chat with its files. Throws what the server says. */
  async say(content: string, attachmentIds: string[]): Promise<void> {
    await sendMessage(this.log, { content, attachmentIds });
    this.#grow();
  }

  filesOf(message: ReadMessage): SessionFiles {
    return this.#files(
      (item) => item.sender.keyId === message.sender.keyId && message.attachmentIds.includes(item.id),
    );
  }

  /** Every attachment of the session, for the entries that are attachments themselves. */
  allFiles(): SessionFiles {
    return this.#files(() => true);
  }

  async upload(
    file: File,
    onProgress: (part: number) => void,
    signal?: AbortSignal,
  ): Promise<ReadAttachment> {
    const attachment = await uploadAttachment(this.log, blobSource(file, file.name), {
      onProgress: (sent, total) => onProgress(total > 0 ? sent / total : 1),
      signal,
    });
    this.#grow();
    return attachment;
  }

  #files(isMeant: (item: ReadAttachment) => boolean): SessionFiles {
    return {
      find: (id) =>
        this.log.items.find(
          (item): item is ReadAttachment => item.kind === "Attachment" && item.id === id && isMeant(item),
        ),
      open: async (attachment) => {
        const { stream } = await downloadAttachment(this.log, attachment.id);
        const whole = await new Response(stream).blob();
        return new Blob([whole], { type: attachment.type });
      },
      upload: (file, onProgress, signal) => this.upload(file, onProgress, signal),
    };
  }

  async #refused(draft: AnswerDraft, button: AskedButton | undefined, error: HiloopError): Promise<void> {
    if (!ENDED.includes(error.code)) {
      draft.error.value = error;
      draft.issues.value = error.issues;
      return;
    }
    this.#keepUnsent(draft, button, error);
    await this.sync();
  }

  /** The server says when a question expires; should it not, the page knows the hour, too. */
  #endInTime({ question }: ReadMessage): void {
    const leftMs = Date.parse(question?.until ?? "") - Date.now();
    if (!(leftMs < LONGEST_TIMER_MS)) return;
    setTimeout(() => {
      this.#keepOvertaken();
      this.#grow();
    }, leftMs + 1);
  }

  /** Somebody else's answer, or the end of the question, came while this person was still writing. */
  #keepOvertaken(): void {
    for (const draft of this.#drafts.values()) {
      const { id } = draft.question;
      const current = this.log.question(id);
      if (draft.sending.value !== undefined || !current || this.canAnswer(current)) continue;
      const error = new HiloopError("question_ended", "This question ended before you had answered.");
      if (draft.isTouched) this.#keepUnsent(draft, draft.armed.value, error);
      else this.#drafts.delete(id);
    }
  }

  #grow(): void {
    const { log, version } = this.#grown.peek();
    this.#grown.value = { log, version: version + 1 };
  }

  #keepUnsent(draft: AnswerDraft, button: AskedButton | undefined, error: HiloopError): void {
    const questionId = draft.question.id;
    this.#drafts.delete(questionId);
    this.unsent.value = { questionId, text: answerAsText(draft, button), error };
  }
}
