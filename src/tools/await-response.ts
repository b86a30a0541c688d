import * as v from "valibot";
import { after, idFrom, sessionId, timeoutSeconds } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { defineTool } from "./tool.ts";
import { waitForAnswer } from "./wait-for-answer.ts";

export const awaitResponse = defineTool({
  name: "await_response",
  description:
    "Wait for a person's answer or chat in a session. answered: response is the pressed button's action; values and text are what was filled in and written. " +
    "pending: call again with after=cursor, nothing is lost. Only answered is a decision.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: v.strictObject({
    session_id: sessionId(),
    message_id: v.optional(idFrom("send_message")),
    after: v.optional(after("The last cursor; default: what was not given yet")),
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
