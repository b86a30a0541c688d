import * as v from "valibot";
import { sendMessage } from "../client/send.ts";
import { closeSession as close, statusText } from "../client/sessions.ts";
import { isOver } from "../protocol/session.ts";
import { sessionId, text } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { defineTool } from "./tool.ts";

export const closeSession = defineTool({
  name: "close_session",
  description: "Close a session when its matter is done; cancels its open questions.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    summary: v.optional(text(200_000)),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    await log.sync();
    const wasOver = isOver(log.status);
    if (args.summary !== undefined && !wasOver) {
      await sendMessage(log, {
        content: args.summary,
        responseRequired: false,
        seenSeq: context.deliveries.cursor(log),
      });
    }
    await close(log);
    return {
      session_id: log.id,
      status: statusText(log.status),
      ...(wasOver && args.summary !== undefined
        ? { note: "It was closed before; the summary was not sent." }
        : {}),
    };
  },
});
