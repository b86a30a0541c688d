import { signal } from "@preact/signals";
import type { Member } from "../../client/member.ts";
import { allAgents } from "../../client/sessions.ts";
import type { Agent } from "../../protocol/membership.ts";

/** An API key of the roster, with the names that have spoken by it. */
export type AgentKey = { memberId: string; name: string; addedAt: string; agents: Agent[] };

export const agentKeys = signal<AgentKey[] | undefined>(undefined);

/** Reads keys from the roster, and names from the server; without the server the keys alone. */
export async function refreshAgents(member: Member): Promise<void> {
  agentKeys.value = keysOf(member, agentKeys.value?.flatMap(({ agents }) => agents) ?? []);
  const agents = await allAgents(member).catch(() => undefined);
  if (agents) agentKeys.value = keysOf(member, agents);
}

function keysOf(member: Member, agents: Agent[]): AgentKey[] {
  return [...member.roster.members.values()]
    .filter((key) => key.kind === "ApiKey" && key.active)
    .map(({ memberId, name, addedAt }) => ({
      memberId,
      name,
      addedAt,
      agents: agents.filter(({ apiKeyId }) => apiKeyId === memberId),
    }))
    .sort((left, right) => right.addedAt.localeCompare(left.addedAt));
}
