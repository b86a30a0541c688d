import * as v from "valibot";
import { type NewMessage, sendMessage } from "../client/send.ts";
import { sendInNewSession } from "../client/send-in-new-session.ts";
import type { SessionLog } from "../client/session-log.ts";
import { inboxUrl } from "../client/sessions.ts";
import { attachmentIds } from "../components/attachment-ids.ts";
import { HiloopError } from "../protocol/error.ts";
import { newId } from "../protocol/id.ts";
import {
  components,
  expiresInSeconds,
  priority,
  sessionId,
  text,
  timeoutSeconds,
} from "./argument-schemas.ts";
import { type AskedBefore, askedBefore, joinQuestion, questionKey } from "./ask-again.ts";
import { type NewQuestion, newQuestion } from "./new-question.ts";
import { openSession } from "./open-session.ts";
import { priorityOf } from "./priority-of.ts";
import { defineTool, type ToolContext } from "./tool.ts";
import { waitForAnswer } from "./wait-for-answer.ts";
import { askingFolder } from "./work-folder.ts";

type Sending = {
  sessionId: string | undefined;
  priority: string | undefined;
  expiresInSeconds: number | undefined;
};

export const askHuman = defineTool({
  name: "ask_human",
  description:
    "Ask a person and wait for the answer: approval, a choice, missing facts, a review. " +
    "options become buttons, components forms; else any text answers. " +
    "pending: nobody answered yet, nothing is lost; the same call goes on waiting.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  alwaysLoad: true,
  input: v.strictObject({
    question: text(20_000),
    details: v.optional(text(200_000)),
    options: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            v.string(),
            v.trim(),
            v.maxLength(100),
            v.regex(/^[^\r\n]*\S[^\r\n]*$/, "expected a label of one line"),
          ),
        ),
        v.maxLength(20),
        v.check((labels) => new Set(labels).size === labels.length, "expected each option once"),
      ),
    ),
    components: v.optional(components("As in send_message")),
    session_id: v.optional(sessionId()),
    priority: v.optional(priority()),
    timeout_seconds: v.optional(timeoutSeconds()),
    expires_in_seconds: v.optional(expiresInSeconds()),
  }),
  async run(args, context) {
    const question = newQuestion(args);
    const key = await questionKey(context, args.session_id, question);
    const sending = {
      sessionId: args.session_id,
      priority: args.priority,
      expiresInSeconds: args.expires_in_seconds,
    };
    const { log, questionId, facts, isUnreached } =
      (await joinQuestion(context, key)) ?? (await ask(context, key, question, sending));
    try {
      // One that was joined, too: whoever was told of it by another process may be gone.
      const isOpen = log.question(questionId)?.question?.state === "Open";
      const isToAnnounce = isOpen && !context.asked.isAnnounced(questionId);
      const notice = isToAnnounce ? await context.announce() : undefined;
      // A call that was cancelled meanwhile tells nobody.
      if (!context.signal.aborted) context.asked.noteAnnounced(questionId);
      const result = await waitForAnswer(context, log, {
        questionId,
        // Nobody will hear it before the user was told: what the call tells the user must not wait for the answer.
        // And where the look at the question took its time already, a wait on top of it could outlast what the client tolerates.
        timeoutSeconds: notice === undefined && !isUnreached ? args.timeout_seconds : 0,
        notice,
      });
      const here =
        result.status === "pending" ? { message_id: questionId, url: inboxUrl(log.member, log.id) } : {};
      return { status: result.status, session_id: log.id, ...here, ...result, ...facts };
    } finally {
      await context.asked.release(key, questionId);
    }
  },
});

async function ask(context: ToolContext, key: string, question: NewQuestion, sending: Sending) {
  if (!sending.sessionId && attachmentIds(question.components).length > 0) throw filesWithoutSession();
  const given = sending.sessionId ? await openSession(context, sending.sessionId) : undefined;
  const earlier = await askedBefore(context, key);
  const sessionId = given?.id ?? newId();
  const message = {
    id: newId(),
    content: question.content,
    components: [...(earlier ? [earlierNote(earlier)] : []), ...question.components],
    responseRequired: true,
    priority: priorityOf(sending.priority),
    folder: await askingFolder(context),
    ...(sending.expiresInSeconds === undefined ? {} : { expiresInSeconds: sending.expiresInSeconds }),
  };
  // Noted before it is sent: a process that is killed in between leaves no question that the next one does not know.
  await context.asked.begin(key, { sessionId, questionId: message.id, at: Date.now() });
  try {
    const log = given
      ? await sendIn(context, given, message)
      : (await sendInNewSession(await context.member(), { id: sessionId, title: question.title }, message))
          .log;
    const facts = earlier ? { asked_before: earlier } : {};
    return { log, questionId: message.id, facts, isUnreached: false };
  } catch (error) {
    await context.asked.release(key, message.id);
    throw error;
  }
}

async function sendIn(context: ToolContext, log: SessionLog, message: NewMessage): Promise<SessionLog> {
  await sendMessage(log, { ...message, seenSeq: context.deliveries.cursor(log) });
  return log;
}

/** For the person: an answer that was given once is not an answer to this. */
function earlierNote({ outcome }: AskedBefore) {
  const text = `The same question ${outcome}. The assistant asks once more.`;
  return { type: "alert", data: { level: "info", title: "Asked again", text } };
}

/** Refused before a session is made for the question: it would be left behind empty. */
function filesWithoutSession(): HiloopError {
  return new HiloopError("invalid_input", "Files belong to a session, and this question names none.", {
    advice: "Call create_session and upload_attachment, then ask with that session_id.",
  });
}
