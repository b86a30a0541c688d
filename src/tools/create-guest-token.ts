import * as v from "valibot";
import { createGuestToken as create } from "../client/guests.ts";
import { callsItselfOtherwise } from "../client/inbox-address.ts";
import { sessionId, text, wholeNumber } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { defineTool } from "./tool.ts";

const OTHERWISE =
  "The link leads to the address in HILOOP_BASE_URL; the server calls itself by another one, which nobody signed. If the guest cannot reach it, the user sets HILOOP_PUBLIC_URL to the address that people use.";
const MAX_SECONDS = 30 * 24 * 60 * 60;

export const createGuestToken = defineTool({
  name: "create_guest_token",
  description: "Make a link that lets one outsider into one session. Whoever has it is the guest.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    name: v.optional(text(120)),
    permission: v.optional(v.picklist(["answer", "read"])),
    expires_in_seconds: v.optional(wholeNumber(60, MAX_SECONDS)),
    history: v.optional(v.boolean()),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    const { url, tokenId, expiresAt } = await create(log, {
      permission: args.permission === "read" ? "Read" : "Answer",
      history: args.history ?? false,
      ...(args.name === undefined ? {} : { name: args.name.trim() }),
      ...(args.expires_in_seconds === undefined ? {} : { expiresInSeconds: args.expires_in_seconds }),
    });
    return {
      url,
      token_id: tokenId,
      expires_at: expiresAt,
      ...(callsItselfOtherwise(log.member) ? { note: OTHERWISE } : {}),
    };
  },
});
