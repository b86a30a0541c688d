import * as v from "valibot";
import { createSession as create, inboxUrl } from "../client/sessions.ts";
import { text } from "./argument-schemas.ts";
import { peopleByName } from "./people-by-name.ts";
import { defineTool } from "./tool.ts";

export const createSession = defineTool({
  name: "create_session",
  description: "Open a lasting conversation with people, for send_message. One question: ask_human alone.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: v.strictObject({
    title: text(500),
    participants: v.optional(
      v.pipe(v.array(v.string()), v.maxLength(100), v.description("Names; default: all")),
    ),
  }),
  async run({ title, participants }, context) {
    const member = await context.member();
    const participantIds = participants?.length ? await peopleByName(member, participants) : [];
    const log = await create(member, { title: title.trim(), participantIds });
    return {
      session_id: log.id,
      url: inboxUrl(member, log.id),
      next: "Call send_message with this session_id.",
    };
  },
});
