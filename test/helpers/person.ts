import { itemFacts } from "../../src/client/item-facts.ts";
import type { Member } from "../../src/client/member.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import { listSessions } from "../../src/client/sessions.ts";
import type { Answer } from "../../src/components/answer.ts";
import { sealItem } from "../../src/crypto/item.ts";
import { StoredItemSchema } from "../../src/protocol/timeline.ts";

/** The first open question that this person has, if there is one. */
export async function openQuestion(person: Member): Promise<{ sessionId: string; id: string } | undefined> {
  const { items } = await listSessions(person, { needsAnswer: true });
  const [session] = items;
  const question = session?.openQuestions[0];
  return session && question && { sessionId: session.id, id: question.id };
}

/** Answers a question as a person does in the inbox. */
export async function answer(
  person: Member,
  sessionId: string,
  questionId: string,
  given: Answer,
): Promise<void> {
  const log = await person.session(sessionId);
  if (!log.question(questionId)) await log.sync();
  await respond(log, { questionId, answer: given, via: "inbox" });
}

/** Answers as an inbox that checks nothing would. */
export async function answerUnchecked(
  person: Member,
  sessionId: string,
  questionId: string,
  given: Answer,
): Promise<void> {
  const log = await person.session(sessionId);
  await log.sync();
  const question = log.question(questionId);
  if (!question) throw new Error("no such question");
  const about = { id: question.id, digest: question.digest };
  const facts = itemFacts(person, "Response", log.id, { ...log.seen(), about });
  const item = await sealItem(facts, { response: { ...given, via: "inbox" } }, log.key, person.identity);
  await person.http.write("POST", `${log.path}/messages/${questionId}/response`, StoredItemSchema, item);
}

/** Writes free chat as a person. */
export async function say(person: Member, sessionId: string, content: string): Promise<void> {
  const log = await person.session(sessionId);
  await sendMessage(log, { content });
}
