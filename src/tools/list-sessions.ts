import * as v from "valibot";
import { inboxUrl, listSessions as list, type SessionSummary, statusText } from "../client/sessions.ts";
import { visibleName } from "../components/visible-text.ts";
import { SESSION_STATUSES } from "../protocol/timeline.ts";
import { limit, text } from "./argument-schemas.ts";
import { fetchPage } from "./results/fit-page.ts";
import { defineTool } from "./tool.ts";

const DEFAULT_LIMIT = 20;
const SHOWN_TITLE = 300;

export const listSessions = defineTool({
  name: "list_sessions",
  description: "List this agent's Hiloop sessions, last changed first, or those that wait for an answer.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: v.strictObject({
    status: v.optional(v.picklist(["active", "closed", "archived"])),
    needs_answer: v.optional(v.boolean()),
    limit: v.optional(limit(100)),
    cursor: v.optional(text(500)),
  }),
  async run(args, context) {
    const member = await context.member();
    const status = SESSION_STATUSES.find((known) => known.toLowerCase() === args.status);
    const { shown, nextCursor } = await fetchPage(
      (size) =>
        list(member, {
          limit: size,
          ...(status === undefined ? {} : { status }),
          ...(args.needs_answer ? { needsAnswer: true } : {}),
          ...(args.cursor === undefined ? {} : { cursor: args.cursor }),
        }),
      (session) => row(session, inboxUrl(member, session.id)),
      args.limit ?? DEFAULT_LIMIT,
    );
    return { sessions: shown, ...(nextCursor === null ? {} : { next_cursor: nextCursor }) };
  },
});

function row(session: SessionSummary, url: string): Record<string, unknown> {
  const { id, title, problem, status, agentName, updatedAt, openQuestions, lastSeq } = session;
  return {
    session_id: id,
    ...(problem === undefined ? { title: visibleName(title, SHOWN_TITLE) } : { problem }),
    status: statusText(status),
    agent: agentName,
    updated_at: updatedAt,
    open_questions: openQuestions.length,
    last_seq: lastSeq,
    url,
  };
}
