import { HiloopError } from "../protocol/error.ts";
import type { QuestionRecord, SessionRecord } from "../store/contract-sessions.ts";
import { authorize, type Intent, visibleFrom } from "./authorize.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";
import type { Exchange } from "./exchange.ts";

/** The session that the path names, once the caller may do this to it and what is due in it has expired. */
export function openSession(exchange: Exchange, caller: Caller, intent: Intent): Promise<SessionRecord> {
  return findSession(exchange.context, caller, intent, exchange.id("session"));
}

export async function findSession(
  { store, expiry }: ServerContext,
  caller: Caller,
  intent: Intent,
  id: string,
): Promise<SessionRecord> {
  await expiry.settle();
  return authorize(caller, intent, await store.sessions.find(id));
}

/** A question of a session that the caller may see. */
export async function findQuestion(
  { store }: ServerContext,
  caller: Caller,
  session: SessionRecord,
  id: string,
): Promise<QuestionRecord> {
  const question = await store.questions.find(session.id, id);
  if (question && question.seq >= visibleFrom(caller)) return question;
  throw new HiloopError("not_found", "There is no such question in this session.");
}
