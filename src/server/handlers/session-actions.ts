import { NewParticipantsSchema } from "../../protocol/session.ts";
import type { MemberHandler } from "../exchange.ts";
import { openSession } from "../open-session.ts";
import { readBody } from "../read-body.ts";
import { requireMembers } from "../require-members.ts";
import { requireStanding } from "../require-standing.ts";
import { json } from "../responses.ts";

const MAX_BYTES = 64 * 1024;

export const closeSession: MemberHandler = async (exchange, caller) => {
  const { store, now } = exchange.context;
  const session = await openSession(exchange, caller, "manage");
  await store.sessions.close(session.id, { by: caller.keyId, at: now() });
  return json({});
};

export const archiveSession: MemberHandler = async (exchange, caller) => {
  const { store, now } = exchange.context;
  const session = await openSession(exchange, caller, "manage");
  await store.sessions.archive(session.id, { by: caller.keyId, at: now() });
  return json({});
};

export const showTyping: MemberHandler = async (exchange, caller) => {
  const session = await openSession(exchange, caller, "type");
  exchange.context.streams.publish({ type: "typing", sessionId: session.id, keyId: caller.keyId });
  return json({});
};

export const getParticipants: MemberHandler = async (exchange, caller) => {
  const session = await openSession(exchange, caller, "read");
  return json({ participantIds: await exchange.context.store.sessions.participants(session.id) });
};

export const addParticipants: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const session = await openSession(exchange, caller, "manage");
  const body = await readBody(exchange.request, NewParticipantsSchema, {
    what: "list of participants",
    maxBytes: MAX_BYTES,
  });
  await requireStanding(context, caller);
  requireMembers(context, body.value.participantIds);
  const deed = { by: caller.keyId, at: context.now() };
  const participantIds = await context.store.sessions.addParticipants(
    session.id,
    body.value.participantIds,
    deed,
  );
  return json({ participantIds }, 201);
};
