import { type ItemFacts, type ItemFields, itemDigest, sealItem } from "../../src/crypto/item.ts";
import { rosterHead } from "../../src/crypto/roster.ts";
import { makeSessionKey, type SessionKey, wrapSessionKey } from "../../src/crypto/session-key.ts";
import { newId } from "../../src/protocol/id.ts";
import type { SignedItem } from "../../src/protocol/item.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import type { NewSession } from "../../src/protocol/session.ts";
import type { Answer } from "./send.ts";
import type { TestMember } from "./test-member.ts";
import type { SpaceAt } from "./test-space.ts";

/** A session of a test's own, with its key: seals items for it and sends them. */
export type TestSession = {
  id: string;
  key: SessionKey;
  space: SpaceAt;
  agent: TestMember;
  /** A signed item by `member`; facts left out are those of plain free chat. */
  item: (member: TestMember, facts?: Partial<ItemFacts>, fields?: ItemFields) => Promise<SignedItem>;
  /** Sends a message as `member` and gives the answer. */
  say: (member: TestMember, facts?: Partial<ItemFacts>) => Promise<Answer>;
  /** Asks as the session's agent; gives the stored question. */
  ask: (facts?: Partial<ItemFacts>) => Promise<SignedItem & { seq: number }>;
  /** Answers a question as `member`. */
  answer: (member: TestMember, question: SignedItem, text?: string) => Promise<Answer>;
  digest: (item: SignedItem) => Promise<string>;
  /** Reads the timeline as `member`. */
  read: (member: TestMember, query?: string, signal?: AbortSignal) => Promise<Answer>;
  path: string;
};

/** A signed `Session` with its wrappings, as it is sent. */
export async function newSession(
  space: SpaceAt,
  agent: TestMember,
  facts: Partial<ItemFacts> = {},
): Promise<{ body: NewSession; key: SessionKey }> {
  const sessionId = facts.sessionId ?? newId();
  const key = await makeSessionKey();
  const item = await sealItem(
    { ...plainFacts(space, agent, sessionId), kind: "Session", id: sessionId, ...facts },
    { title: "Deploy to production" },
    key,
    agent.own,
  );
  const recipients = [
    { id: space.spaceKey.id, publicKey: space.spaceKey.publicKey },
    { id: agent.own.id, publicKey: agent.own.hpke },
  ];
  const keyWrappings = await Promise.all(
    recipients.map((recipient) => wrapSessionKey(sessionId, key, recipient, agent.own.id)),
  );
  return { body: { ...item, keyWrappings, participantIds: [] }, key };
}

export async function testSession(space: SpaceAt, agent: TestMember = space.apiKey): Promise<TestSession> {
  const { body, key } = await newSession(space, agent);
  const created = await space.as(agent, "POST", "/sessions", body);
  if (created.status !== 201) throw new Error(`no session: ${created.text}`);
  const path = `/sessions/${body.sessionId}`;
  const item: TestSession["item"] = (member, facts = {}, fields) =>
    sealItem(
      { ...plainFacts(space, member, body.sessionId), ...facts },
      fields ?? { content: "hello" },
      key,
      member.own,
    );
  return {
    id: body.sessionId,
    key,
    space,
    agent,
    path,
    item,
    say: async (member, facts) => space.as(member, "POST", `${path}/messages`, await item(member, facts)),
    ask: async (facts) => {
      const question = await item(agent, { responseRequired: true, ...facts });
      const asked = await space.as(agent, "POST", `${path}/messages`, question);
      if (asked.status !== 201) throw new Error(`not asked: ${asked.text}`);
      return asked.json;
    },
    answer: async (member, question, text = "approve") => {
      const about = { id: question.id, digest: await itemDigest(question) };
      const response = await item(member, { kind: "Response", about }, { response: { text } });
      return space.as(member, "POST", `${path}/messages/${question.id}/response`, response);
    },
    digest: itemDigest,
    read: (member, query = "", signal) =>
      space.as(member, "GET", `${path}/timeline${query}`, undefined, signal),
  };
}

function plainFacts(space: SpaceAt, member: TestMember, sessionId: string): ItemFacts {
  const head = rosterHead(space.roster);
  return {
    kind: "Message",
    id: newId(),
    spaceId: space.spaceId,
    sessionId,
    senderAgentName: member.own.kind === "ApiKey" ? member.name : "",
    rosterNumber: head.number,
    rosterHash: head.hash,
    seenSeq: 0,
    seenDigest: "",
    at: timestamp(),
    about: null,
    responseRequired: false,
    participants: "Anyone",
    until: null,
    priority: "Normal",
  };
}
