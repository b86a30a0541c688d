import { HiloopError } from "../../protocol/error.ts";
import { SignedItemSchema } from "../../protocol/item.ts";
import { findRepeat, requireUntil, toNewItem } from "../accept-item.ts";
import type { MemberHandler } from "../exchange.ts";
import { findQuestion, openSession } from "../open-session.ts";
import { readBody } from "../read-body.ts";
import { json } from "../responses.ts";
import { QUESTION_DAYS } from "../server-limits.ts";
import { verifySignedItem } from "../verify-signed-item.ts";

export const sendMessage: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const session = await openSession(exchange, caller, "write");
  const maxBytes = context.limits.messageBytes * 2;
  const body = await readBody(exchange.request, SignedItemSchema, { what: "message", maxBytes });
  const item = body.value;
  const repeated = await findRepeat(context, caller, session.id, body);
  if (repeated) return json(repeated, 201);
  if (item.responseRequired && caller.type !== "Agent")
    throw new HiloopError("forbidden", "Only agents ask questions; people and guests send messages.");
  requireUntil(context, item.until, QUESTION_DAYS);
  const place = { kind: "Message", sessionId: session.id, session } as const;
  const digest = await verifySignedItem(context, caller, item, place);
  const added = toNewItem(context, caller, { item, digest, hash: body.hash });
  return json(await context.store.items.addMessage(added), 201);
};

export const answer: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const session = await openSession(exchange, caller, "answer");
  const question = await findQuestion(exchange.context, caller, session, exchange.id("question"));
  if (caller.type === "Guest" && question.participants === "People")
    throw new HiloopError("forbidden", "This question is for the people of the space, not for guests.");
  const maxBytes = context.limits.messageBytes * 2;
  const body = await readBody(exchange.request, SignedItemSchema, { what: "response", maxBytes });
  const item = body.value;
  const repeated = await findRepeat(context, caller, session.id, body);
  if (repeated) return json(repeated, 201);
  const place = { kind: "Response", sessionId: session.id, session } as const;
  const digest = await verifySignedItem(context, caller, item, place);
  if (item.about?.id !== question.id || item.about.digest !== question.digest)
    throw new HiloopError("unverified", "The Response item is about another question than this one.");
  const added = toNewItem(context, caller, { item, digest, hash: body.hash });
  return json(await context.store.items.addResponse(added, question.id), 201);
};

export const cancelQuestion: MemberHandler = async (exchange, caller) => {
  const { store, now } = exchange.context;
  const session = await openSession(exchange, caller, "own");
  const question = await findQuestion(exchange.context, caller, session, exchange.id("question"));
  await store.questions.cancel(session.id, question.id, { by: caller.keyId, at: now() });
  return json({});
};
