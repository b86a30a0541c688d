import * as v from "valibot";
import { sendMessage } from "../client/send.ts";
import { closeSession as close } from "../client/sessions.ts";
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
    const isOver = log.status !== "Active";
    if (args.summary !== undefined && !isOver) {
      await sendMessage(log, {
        content: args.summary,
        responseRequired: false,
        seenSeq: context.deliveries.cursor(log),
      });
    }
    await close(log);
    return {
      session_id: log.id,
      status: log.status.toLowerCase(),
      ...(isOver && args.summary !== undefined
        ? { note: "It was closed before; the summary was not sent." }
        : {}),
    };
  },
});
