import * as v from "valibot";
import { sendMessage as send } from "../client/send.ts";
import { inboxUrl } from "../client/sessions.ts";
import { COMPONENTS, findComponent } from "../components/all.ts";
import { componentLine } from "../components/describe.ts";
import { parseComponents } from "../components/parse-components.ts";
import { components, expiresInSeconds, idFrom, priority, sessionId, text } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { priorityOf } from "./priority-of.ts";
import { defineTool } from "./tool.ts";
import { askingFolder } from "./work-folder.ts";

/** What models reach for; the others are only named, so that the whole list of tools stays small. */
const SPELLED_OUT = ["text", "button_group", "form", "table", "kv", "alert", "code", "list", "qa", "image"];

export const sendMessage = defineTool({
  name: "send_message",
  description: `Send people Markdown content and/or components in a session. button_group, form, qa, rating ask; then await_response.
components: [{type, data, children?}]. Types and their data (?: optional; bare: a string or figure):
${linesOf(SPELLED_OUT).map(shorter).join("\n")}
Also ${others(SPELLED_OUT).join(", ")} (resource hiloop://components, or try).`,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    content: v.optional(text(200_000)),
    components: v.optional(components()),
    response_required: v.optional(v.boolean()),
    participants: v.optional(v.pipe(v.picklist(["anyone", "people"]), v.description("people: no guests"))),
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

function linesOf(types: readonly string[]): string[] {
  return types.flatMap((type) => {
    const component = findComponent(type);
    return component ? [componentLine(component)] : [];
  });
}

function others(types: readonly string[]): string[] {
  return COMPONENTS.map(({ type }) => type).filter((type) => !types.includes(type));
}

/** Where a figure or a longer form may stand too, the usual one is enough to write it. */
function shorter(line: string): string {
  return line
    .replaceAll(/:?string\|number(?:\|boolean)?(?:\|null)?(?:\|\[string\])?/g, "")
    .replaceAll("string|{value,label}", "string")
    .replaceAll("[[]]", "[[any]]")
    .replaceAll("boolean", "bool");
}
