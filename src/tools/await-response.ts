import * as v from "valibot";
import { after, idFrom, sessionId, timeoutSeconds } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { defineTool } from "./tool.ts";
import { waitForAnswer } from "./wait-for-answer.ts";

export const awaitResponse = defineTool({
  name: "await_response",
  description:
    "Wait for a person's answer or chat in a session. answered, the only decision: response is the button's action, values and text what was filled in and written. " +
    "pending: call again with after=cursor; nothing is lost.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    message_id: v.optional(idFrom("send_message")),
    after: v.optional(after("Default: what is unread")),
    timeout_seconds: v.optional(timeoutSeconds()),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    return waitForAnswer(context, log, {
      questionId: args.message_id,
      after: args.after,
      timeoutSeconds: args.timeout_seconds,
    });
  },
});
