import * as v from "valibot";
import { HiloopError } from "../../protocol/error.ts";
import type { SignedItem } from "../../protocol/item.ts";
import { NewSessionSchema, SessionStatusSchema } from "../../protocol/session.ts";
import type { Page, SessionFilter, SessionRecord, Viewer } from "../../store/contract-sessions.ts";
import { findRepeat, toNewItem } from "../accept-item.ts";
import type { Caller } from "../caller.ts";
import type { ServerContext } from "../context.ts";
import type { Exchange, MemberHandler } from "../exchange.ts";
import { openSession } from "../open-session.ts";
import { readBody } from "../read-body.ts";
import { requireMembers } from "../require-members.ts";
import { requireWrappings } from "../require-wrappings.ts";
import { json } from "../responses.ts";
import { verifySignedItem } from "../verify-signed-item.ts";

const MAX_LIMIT = 200;

export const createSession: MemberHandler = async ({ context, request }, caller) => {
  const { store, limits } = context;
  const body = await readBody(request, NewSessionSchema, {
    what: "session",
    maxBytes: limits.messageBytes * 2,
  });
  const { keyWrappings, participantIds, ...item } = body.value;
  const existing = await store.sessions.find(item.sessionId);
  const repeated = existing && (await findRepeat(context, caller, item.sessionId, body));
  if (existing && !repeated) throw new HiloopError("conflict", "This id is already used.");
  if (!existing) {
    const digest = await verifyFirst(context, caller, item);
    requireWrappings(context, caller, keyWrappings);
    requireMembers(context, participantIds);
    const first = toNewItem(context, caller, { item, digest, hash: body.hash });
    await store.sessions.create({ first, apiKeyId: caller.memberId, keyWrappings, participantIds });
  }
  const session = await store.sessions.find(item.sessionId);
  if (!session) throw new HiloopError("internal", "A session vanished right after it was stored.");
  return json(await store.sessions.describe(session, viewerOf(context, caller)), 201);
};

function verifyFirst(context: ServerContext, caller: Caller, item: SignedItem): Promise<string> {
  return verifySignedItem(context, caller, item, { kind: "Session", sessionId: item.sessionId });
}

export const getSession: MemberHandler = async (exchange, caller) => {
  const session = await openSession(exchange, caller, "read");
  const { store } = exchange.context;
  return json(await store.sessions.describe(session, viewerOf(exchange.context, caller)));
};

export const listSessions: MemberHandler = async (exchange, caller) => {
  await exchange.context.expiry.settle();
  const filter = filterOf(exchange, caller);
  return listed(exchange, caller, await exchange.context.store.sessions.list(filter));
};

export const listFeed: MemberHandler = async (exchange, caller) => {
  await exchange.context.expiry.settle();
  return listed(exchange, caller, await exchange.context.store.sessions.feed(filterOf(exchange, caller)));
};

async function listed({ context }: Exchange, caller: Caller, page: Page<SessionRecord>): Promise<Response> {
  const viewer = viewerOf(context, caller);
  const items = await Promise.all(
    page.items.map((session) => context.store.sessions.describe(session, viewer)),
  );
  return json({ items, nextCursor: page.nextCursor });
}

function filterOf(exchange: Exchange, caller: Caller): SessionFilter {
  const status = exchange.query("status");
  if (status !== undefined && !v.is(SessionStatusSchema, status)) {
    throw new HiloopError("invalid_input", "The query of this request is not valid.", {
      issues: [{ path: "status", message: `expected Active, Closed or Archived, got ${status}` }],
    });
  }
  const cursor = exchange.query("cursor");
  return {
    ...(caller.type === "Agent" ? { apiKeyId: caller.memberId } : {}),
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { cursor }),
    needsAnswer: exchange.query("needsAnswer") === "true",
    limit: exchange.number("limit", { least: 1, most: MAX_LIMIT, otherwise: 50 }),
  };
}

/** People open a session's key through the space key, agents and guests with their own. */
export function viewerOf(context: ServerContext, caller: Caller): Viewer {
  const recipientKeyIds = caller.type === "Human" ? [...context.space.spaceKeyIds] : [caller.keyId];
  return { keyId: caller.keyId, recipientKeyIds };
}
