import { HiloopError } from "../../protocol/error.ts";
import type { Timeline } from "../../protocol/timeline.ts";
import type { SessionRecord } from "../../store/contract-sessions.ts";
import { visibleFrom } from "../authorize.ts";
import type { Caller } from "../caller.ts";
import type { ServerContext } from "../context.ts";
import type { MemberHandler } from "../exchange.ts";
import { findQuestion, findSession, openSession } from "../open-session.ts";
import { requireStanding } from "../require-standing.ts";
import { json } from "../responses.ts";

const MAX_ITEMS = 500;
const PAGE_BYTES = 4 * 1024 * 1024;

type Reading = {
  caller: Caller;
  sessionId: string;
  after: number;
  limit: number;
  questionId: string | undefined;
};

export const getTimeline: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const reading: Reading = {
    caller,
    sessionId: exchange.id("session"),
    after: exchange.number("after", { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
    limit: exchange.number("limit", { least: 1, most: MAX_ITEMS, otherwise: 100 }),
    questionId: exchange.query("question"),
  };
  const most = context.limits.waitSeconds;
  const waitSeconds = exchange.number("wait", { least: 0, most, otherwise: 0 });
  await openSession(exchange, caller, "read");
  if (waitSeconds === 0) return json(await read(context, reading));
  exchange.keepOpen();
  return hold(context, reading, waitSeconds, exchange.request.signal);
};

/** Holds nothing but the reading itself: while a request waits, all else of it can be freed. */
function hold(
  context: ServerContext,
  reading: Reading,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<Response> {
  const { caller, sessionId } = reading;
  // A guest's link may end while it waits; then the wait ends with it.
  const end = caller.type === "Guest" ? Date.parse(caller.token.expiresAt) : Number.POSITIVE_INFINITY;
  const timeoutMs = Math.min(waitSeconds * 1000, end - context.clock());
  const makerKeyId = caller.type === "Guest" ? caller.token.createdBy : undefined;
  const { keyId } = caller;
  const options = { sessionId, keyId, makerKeyId, isAgent: caller.type === "Agent", timeoutMs, signal };
  return context.waits.until(options, async (over) => {
    const news = over || (await hasNews(context, reading));
    return news ? json(await read(context, reading)) : undefined;
  });
}

/** Whether there is something in the timeline worth ending a wait for. */
async function hasNews(context: ServerContext, reading: Reading): Promise<boolean> {
  const { caller, questionId, after } = reading;
  const { items, questions } = context.store;
  const session = await stillOpen(context, reading);
  if (session.status !== "Active") return true;
  if (questionId && (await questions.find(session.id, questionId))?.state !== "Open") return true;
  return items.hasNews(session.id, caller.keyId, { after, from: visibleFrom(caller) });
}

async function read(context: ServerContext, reading: Reading): Promise<Timeline> {
  const { caller, questionId, after, limit } = reading;
  const session = await stillOpen(context, reading);
  const range = { after, limit, maxBytes: PAGE_BYTES, from: visibleFrom(caller) };
  const items = await context.store.items.page(session.id, range);
  return {
    items,
    cursor: items.at(-1)?.seq ?? after,
    lastSeq: session.lastSeq,
    status: session.status,
    rosterNumber: context.space.rosterNumber,
    ...(questionId ? { question: await questionFacts(context, caller, session, questionId) } : {}),
  };
}

async function questionFacts(
  context: ServerContext,
  caller: Caller,
  session: SessionRecord,
  id: string,
): Promise<NonNullable<Timeline["question"]>> {
  const { seq, state, endedSeq } = await findQuestion(context, caller, session, id);
  const ender = endedSeq === null ? undefined : await context.store.items.at(session.id, endedSeq);
  return { id, seq, state, endedBy: ender ?? null };
}

/** The session as it is now, if the caller still may read it from there. */
async function stillOpen(
  context: ServerContext,
  { caller, sessionId, after }: Reading,
): Promise<SessionRecord> {
  await requireStanding(context, caller);
  const session = await findSession(context, caller, "read", sessionId);
  if (after <= session.lastSeq) return session;
  throw new HiloopError("cursor_ahead", `The cursor ${after} is beyond the end, ${session.lastSeq}.`, {
    advice:
      "The server may have been restored from an older backup: ask whoever runs it, then restart the MCP client or reload the page, which reads from the start (after=0).",
  });
}
