import * as v from "valibot";
import { visibleName } from "../components/visible-text.ts";
import { sealItem } from "../crypto/item.ts";
import { makeSessionKey, wrapSessionKey } from "../crypto/session-key.ts";
import { spaceKeyId } from "../crypto/space-key.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import { newId } from "../protocol/id.ts";
import type { Agent } from "../protocol/membership.ts";
import { AgentListSchema } from "../protocol/membership.ts";
import {
  ParticipantsSchema,
  type Session,
  SessionListSchema,
  SessionSchema,
  type SessionStatus,
} from "../protocol/session.ts";
import { itemFacts } from "./item-facts.ts";
import { readSignedItem } from "./item-reader.ts";
import type { Member } from "./member.ts";
import type { Party } from "./party.ts";
import { MAX_TITLE } from "./read-item.ts";
import { memberSender } from "./sender.ts";
import { openSessionKey } from "./session-key-ring.ts";
import type { SessionLog } from "./session-log.ts";

const MOST_AGENTS = 10_000;

/** A session in a list: its facts, and its title and agent's name, once the signed session item verified. */
export type SessionSummary = Omit<Session, "item" | "keyWrappings" | "latestQuestion"> & {
  /** Empty when `problem` says why it could not be verified or opened. */
  title: string;
  problem?: string;
};

export type NewSession = {
  /** Made by the caller where it must know the id before anything is sent. */
  id?: string;
  /** At most 1,000 characters. */
  title: string;
  participantIds?: string[];
};

export type SessionFilter = {
  status?: SessionStatus;
  needsAnswer?: boolean;
  limit?: number;
  cursor?: string;
};

const ATTEMPTS = 3;

/** Creates a session. Its key is made here and wrapped to the space's people and to the agent itself. */
export async function createSession(member: Member, input: NewSession): Promise<SessionLog> {
  if (input.title.length > MAX_TITLE) {
    throw new HiloopError("invalid_input", `The title is longer than ${MAX_TITLE} characters.`, {
      advice: "Give a shorter one; what is long belongs into the message.",
    });
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOnce(member, input);
    } catch (error) {
      // Somebody was taken out meanwhile: what is sealed to the old space key would be open to them.
      const moved = error instanceof HiloopError && error.code === "roster_moved" && attempt < ATTEMPTS;
      if (!moved) throw error;
      await member.refreshRoster();
    }
  }
}

async function createOnce(member: Member, input: NewSession): Promise<SessionLog> {
  const epoch = member.roster.epochs.at(-1);
  if (!epoch) throw new HiloopError("tampered", "The roster of this space announces no space key.");
  const id = input.id ?? newId();
  const key = await makeSessionKey();
  const { identity } = member;
  const recipients = [
    { id: await spaceKeyId(epoch.publicKey), publicKey: epoch.publicKey },
    { id: identity.id, publicKey: identity.hpke },
  ];
  const [item, ...keyWrappings] = await Promise.all([
    sealItem(itemFacts(member, "Session", id, { id }), { title: input.title }, key, identity),
    ...recipients.map((recipient) => wrapSessionKey(id, key, recipient, identity.id)),
  ]);
  const body = { ...item, keyWrappings, participantIds: input.participantIds ?? [] };
  await member.http.write("POST", `/v1/${member.face}/sessions`, SessionSchema, body);
  return member.session(id);
}

/** Lists sessions, newest change first: an API key's own, or for people all of the space. */
export async function listSessions(
  member: Party,
  filter: SessionFilter = {},
): Promise<{ items: SessionSummary[]; nextCursor: string | null }> {
  return summaries(member, `/v1/${member.face}/sessions`, filter);
}

/** A person's feed: sessions with open questions first (priority, then age), then the rest by last change. */
export async function readFeed(
  member: Party,
  filter: Omit<SessionFilter, "needsAnswer"> = {},
): Promise<{ items: SessionSummary[]; nextCursor: string | null }> {
  return summaries(member, "/v1/human/feed", filter);
}

async function summaries(
  member: Party,
  path: string,
  filter: SessionFilter,
): Promise<{ items: SessionSummary[]; nextCursor: string | null }> {
  const page = await member.http.send("GET", path, SessionListSchema, { query: { ...filter } });
  return {
    items: await Promise.all(page.items.map((session) => summarize(member, session))),
    nextCursor: page.nextCursor,
  };
}

/** Verifies and opens the title of a listed session; never throws, a failure is the summary's `problem`. */
export async function summarize(member: Party, session: Session): Promise<SessionSummary> {
  const { item, keyWrappings, latestQuestion, ...facts } = session;
  try {
    return { ...facts, ...(await openTitle(member, session)) };
  } catch (error) {
    return { ...facts, title: "", agentName: "", problem: toHiloopError(error).message };
  }
}

async function openTitle(
  member: Party,
  session: Session,
): Promise<{ title: string; agentName: string; problem?: string }> {
  const { item } = session;
  if (item.rosterNumber >= member.roster.hashes.length) await member.refreshRoster();
  const maker = member.roster.members.get(item.senderKeyId);
  const placed =
    item.kind === "Session" &&
    item.id === session.id &&
    item.sessionId === session.id &&
    item.spaceId === member.roster.spaceId;
  if (!placed || maker?.kind !== "ApiKey" || member.roster.hashes[item.rosterNumber] !== item.rosterHash) {
    throw new HiloopError("tampered", `The session ${session.id} was not made by an agent of this space.`);
  }
  const sender = memberSender(maker, item.senderAgentName, member.identity.id);
  const read = await readSignedItem(item, {
    key: await openSessionKey(member, session),
    signer: () => ({ sender, sign: maker.sign, mayAnswer: false }),
    digestAt: () => "",
    question: () => undefined,
    isNewer: () => false,
    hasUnseen: () => false,
    ownAttachment: () => false,
  });
  const agentName = sender.name;
  return read.kind === "Session"
    ? { title: read.title, agentName }
    : {
        title: "",
        agentName,
        problem: "The session was made by a newer hiloop; this version cannot read it.",
      };
}

/** Every name that an API key of the space has spoken under. The list is the server's word: nobody signed it. */
export async function listAgents(
  member: Party,
  page: { limit?: number; cursor?: string } = {},
): Promise<{ items: Agent[]; nextCursor: string | null }> {
  const { items, nextCursor } = await member.http.send("GET", `/v1/${member.face}/agents`, AgentListSchema, {
    query: page,
  });
  return { items: items.map((agent) => ({ ...agent, name: visibleName(agent.name) })), nextCursor };
}

/** The same of all pages. Only a server that makes names up has more than are read, or pages without end. */
export async function allAgents(member: Party): Promise<Agent[]> {
  const agents: Agent[] = [];
  for (let cursor: string | null = ""; cursor !== null && agents.length < MOST_AGENTS; ) {
    const page = await listAgents(member, { limit: 100, ...(cursor ? { cursor } : {}) });
    agents.push(...page.items);
    cursor = page.items.length > 0 ? page.nextCursor : null;
  }
  return agents;
}

/** Closes a session; its open questions are cancelled. Closing a closed one changes nothing. */
export function closeSession(log: SessionLog): Promise<void> {
  return act(log, "close");
}

/** Puts a session away; an active one is closed first. */
export function archiveSession(log: SessionLog): Promise<void> {
  return act(log, "archive");
}

/** Tells the others that this member is typing; nothing is stored. */
export async function sendTyping(log: SessionLog): Promise<void> {
  await log.member.http.write("POST", `${log.path}/typing`, v.unknown(), {});
}

/** Adds people that the session is for. */
export async function addParticipants(log: SessionLog, participantIds: string[]): Promise<void> {
  const all = await log.member.http.write("POST", `${log.path}/participants`, ParticipantsSchema, {
    participantIds,
  });
  log.setParticipants(all.participantIds);
}

/** A session's status in words. */
export function statusText(status: Session["status"]): string {
  return status === "Newer" ? "unknown: made by a newer hiloop" : status.toLowerCase();
}

/** Address of a session in the inbox; carries no secret. */
export function inboxUrl(member: Party, sessionId: string): string {
  return `${member.inboxAddress}/s/${sessionId}`;
}

async function act(log: SessionLog, verb: "close" | "archive"): Promise<void> {
  await log.member.http.write("POST", `${log.path}/${verb}`, v.unknown(), {});
  await log.sync();
}
