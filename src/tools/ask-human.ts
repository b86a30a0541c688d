import * as v from "valibot";
import { sendMessage } from "../client/send.ts";
import type { SessionLog } from "../client/session-log.ts";
import { createSession, inboxUrl, listSessions } from "../client/sessions.ts";
import { attachmentIds } from "../components/attachment-ids.ts";
import { HiloopError } from "../protocol/error.ts";
import {
  components,
  expiresInSeconds,
  priority,
  sessionId,
  text,
  timeoutSeconds,
} from "./argument-schemas.ts";
import { type NewQuestion, newQuestion } from "./new-question.ts";
import { openSession } from "./open-session.ts";
import { priorityOf } from "./priority-of.ts";
import type { Asked } from "./questions-asked.ts";
import { defineTool, type ToolContext } from "./tool.ts";
import { waitForAnswer } from "./wait-for-answer.ts";

const SEARCHED_SESSIONS = 50;

type Sending = {
  sessionId: string | undefined;
  priority: string | undefined;
  expiresInSeconds: number | undefined;
};

export const askHuman = defineTool({
  name: "ask_human",
  description:
    "Ask a person a question and wait for the answer: approval, a choice, missing facts, a review. " +
    "options become buttons, components forms; else any text answers. " +
    "pending: nobody answered yet and nothing is lost; call again with the same arguments to go on waiting.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  alwaysLoad: true,
  input: v.strictObject({
    question: text(20_000, "Its first line is the session's title"),
    details: v.optional(text(200_000, "Markdown")),
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
        v.description("Button labels"),
      ),
    ),
    components: v.optional(components("As in send_message")),
    session_id: v.optional(sessionId()),
    priority: v.optional(priority()),
    timeout_seconds: v.optional(timeoutSeconds()),
    expires_in_seconds: v.optional(expiresInSeconds("Then nobody can answer")),
  }),
  async run(args, context) {
    const question = newQuestion(args);
    const key = JSON.stringify([args.session_id, question.content, question.components]);
    const sending = {
      sessionId: args.session_id,
      priority: args.priority,
      expiresInSeconds: args.expires_in_seconds,
    };
    const { log, questionId, notice } = await context.asked.join(key, context.deliveries, () =>
      ask(question, sending, context),
    );
    const result = await waitForAnswer(context, log, { questionId, timeoutSeconds: args.timeout_seconds });
    const isPending = result.status === "pending";
    return {
      status: result.status,
      session_id: log.id,
      ...(isPending
        ? { message_id: questionId, url: inboxUrl(log.member, log.id), ...(notice ? { notice } : {}) }
        : {}),
      ...result,
    };
  },
});

/** Asks, unless this agent asked just that before in another process and it is still open. */
async function ask(question: NewQuestion, sending: Sending, context: ToolContext): Promise<Asked> {
  const open = await findOpen(question, sending.sessionId, context);
  if (open) return { ...open, notice: await context.announce() };
  if (!sending.sessionId && attachmentIds(question.components).length > 0) throw filesWithoutSession();
  const log = sending.sessionId
    ? await openSession(context, sending.sessionId)
    : await createSession(await context.member(), { title: question.title });
  const { id } = await sendMessage(log, {
    content: question.content,
    components: question.components,
    responseRequired: true,
    priority: priorityOf(sending.priority),
    seenSeq: context.deliveries.cursor(log),
    ...(sending.expiresInSeconds === undefined ? {} : { expiresInSeconds: sending.expiresInSeconds }),
  });
  return { log, questionId: id, notice: await context.announce() };
}

/** Refused before a session is made for the question: it would be left behind empty. */
function filesWithoutSession(): HiloopError {
  return new HiloopError("invalid_input", "Files belong to a session, and this question names none.", {
    advice: "Call create_session and upload_attachment, then ask with that session_id.",
  });
}

async function findOpen(
  question: NewQuestion,
  sessionId: string | undefined,
  context: ToolContext,
): Promise<Pick<Asked, "log" | "questionId"> | undefined> {
  const wanted = JSON.stringify(question.components);
  for (const log of await candidates(question, sessionId, context)) {
    const found = log
      .openQuestions()
      .find(
        ({ sender, content, components: sent }) =>
          sender.isSelf &&
          sender.name === log.member.agentName &&
          content === question.content &&
          JSON.stringify(sent) === wanted,
      );
    if (found) return { log, questionId: found.id };
  }
  return undefined;
}

async function candidates(
  { title }: NewQuestion,
  sessionId: string | undefined,
  context: ToolContext,
): Promise<SessionLog[]> {
  if (sessionId) {
    const log = await openSession(context, sessionId);
    await log.sync();
    return [log];
  }
  const member = await context.member();
  const { items } = await listSessions(member, { needsAnswer: true, limit: SEARCHED_SESSIONS });
  const alike = items.filter((session) => session.title === title && session.agentName === member.agentName);
  return Promise.all(
    alike.map(async ({ id }) => {
      const log = await member.session(id);
      await log.sync();
      return log;
    }),
  );
}
