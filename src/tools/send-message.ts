import * as v from "valibot";
import { sendMessage as send } from "../client/send.ts";
import { inboxUrl } from "../client/sessions.ts";
import { componentLines } from "../components/describe.ts";
import { parseComponents } from "../components/parse-components.ts";
import { components, expiresInSeconds, idFrom, priority, sessionId, text } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { priorityOf } from "./priority-of.ts";
import { defineTool } from "./tool.ts";
import { askingFolder } from "./work-folder.ts";

export const sendMessage = defineTool({
  name: "send_message",
  description: `Send people Markdown content, components or both in a session. Buttons, a form, qa or rating make it a question for await_response.
Each component is {type, data, children}. Types with their data (?: optional; bare: a string, for figures also a number):
${componentLines().map(shorter).join("\n")}
Examples: resource hiloop://components`,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: v.strictObject({
    session_id: sessionId(),
    content: v.optional(text(200_000, "Markdown")),
    components: v.optional(components("What to show and to ask")),
    response_required: v.optional(v.pipe(v.boolean(), v.description("Default: if a component asks"))),
    participants: v.optional(
      v.pipe(v.picklist(["anyone", "people"]), v.description("people: guests may not answer")),
    ),
    priority: v.optional(priority()),
    expires_in_seconds: v.optional(expiresInSeconds()),
    attachment_ids: v.optional(v.array(idFrom("upload_attachment"))),
  }),
  async run(args, context) {
    const parsed = args.components === undefined ? [] : parseComponents(args.components);
    const log = await openSession(context, args.session_id);
    const message = await send(log, {
      components: parsed,
      participants: args.participants === "people" ? "People" : "Anyone",
      priority: priorityOf(args.priority),
      seenSeq: context.deliveries.cursor(log),
      folder: await askingFolder(context),
      ...(args.content === undefined ? {} : { content: args.content }),
      ...(args.response_required === undefined ? {} : { responseRequired: args.response_required }),
      ...(args.expires_in_seconds === undefined ? {} : { expiresInSeconds: args.expires_in_seconds }),
      ...(args.attachment_ids === undefined ? {} : { attachmentIds: args.attachment_ids }),
    });
    const sent = { message_id: message.id, cursor: context.deliveries.cursor(log) };
    if (!message.question)
      return { ...sent, next: "Sent; it asks for no answer. To hear replies, call await_response." };
    const notice = await context.announce();
    return {
      ...sent,
      url: inboxUrl(log.member, log.id),
      ...(notice ? { notice } : {}),
      next: `Call await_response with session_id=${log.id} to get the answer.`,
    };
  },
});

/** The whole list of tools has to fit into 8 KB. */
function shorter(line: string): string {
  return line
    .replaceAll(/string\|number(?:\|boolean)?(?:\|null)?/g, "any")
    .replaceAll(":any", "")
    .replaceAll("boolean", "bool");
}
