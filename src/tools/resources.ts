import { listSessions, statusText } from "../client/sessions.ts";
import { componentReference } from "../components/describe.ts";
import { visibleName } from "../components/visible-text.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import type { LazyMember } from "./lazy-member.ts";
import { COMPONENTS_URI, SESSION_URI_START } from "./resource-uris.ts";
import { timelineEntry } from "./results/timeline-entry.ts";

export type ListedResource = { uri: string; name: string; mimeType: string };
export type ResourceContent = { uri: string; mimeType: string; text: string };

const LISTED_SESSIONS = 50;

/** The agent's newest sessions as resources. Only once it is connected: listing what there is must start nothing. */
export async function sessionResources(member: LazyMember): Promise<ListedResource[]> {
  if (!member.connected) return [];
  const { items } = await listSessions(member.connected, { limit: LISTED_SESSIONS }).catch(() => ({
    items: [],
  }));
  return items.map(({ id, title }) => ({
    uri: `${SESSION_URI_START}${id}`,
    name: title ? visibleName(title) : id,
    mimeType: "text/markdown",
  }));
}

/** Reads a resource, or says in one sentence why not. Never throws. */
export async function readResource(
  uri: string,
  member: LazyMember,
): Promise<ResourceContent | { error: string }> {
  try {
    return { uri, mimeType: "text/markdown", text: await resourceText(uri, member) };
  } catch (thrown) {
    return { error: toHiloopError(thrown).sentence };
  }
}

async function resourceText(uri: string, member: LazyMember): Promise<string> {
  if (uri === COMPONENTS_URI) return componentReference();
  if (!uri.startsWith(SESSION_URI_START)) {
    throw new HiloopError("not_found", "There is no such resource.", {
      advice: `Read ${COMPONENTS_URI}, or ${SESSION_URI_START} followed by a session id.`,
    });
  }
  return sessionText(uri.slice(SESSION_URI_START.length), member);
}

async function sessionText(sessionId: string, member: LazyMember): Promise<string> {
  const log = await (await member.get()).session(sessionId).catch((error: unknown) => {
    if (!(error instanceof HiloopError) || error.code !== "not_found") throw error;
    throw new HiloopError("not_found", `There is no session ${sessionId} of this agent.`, {
      advice: "Call list_sessions for their ids.",
      cause: error,
    });
  });
  await log.sync();
  const entries = log.items.slice(1).map((item) => timelineEntry(item, log.member.made));
  const blocks = entries.map(
    ({ seq, from, type, at, note, text }) =>
      `## ${[seq, from, type, at].filter((part) => part !== undefined).join(" · ")}\n\n${note ? `${note}\n\n` : ""}${quoted(text)}`,
  );
  return [`# ${visibleName(log.title, 500)}`, `Status: ${statusText(log.status)}`, ...blocks].join("\n\n");
}

/** What somebody wrote must not read as an entry of its own. */
function quoted(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}
