import type { Member } from "../../client/member.ts";
import { allAgents } from "../../client/sessions.ts";
import { visibleName } from "../../components/visible-text.ts";
import type { Agent } from "../../protocol/membership.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { SpaceAccess } from "../space-access.ts";

export const command = defineCommand({
  flags: { json: { type: "boolean", description: "Print JSON" }, ...SPACE_FLAGS },
  run: async (flags, _positionals, { print }) => {
    const space = new SpaceAccess(configFrom(flags));
    const member = space.local ? await space.local.owner() : await space.connectAgent("hiloop");
    const keys = apiKeys(member, await allAgents(member));
    if (flags.json) print.json(keys);
    else {
      const rows = keys.map((key) => [
        key.id,
        key.name,
        key.status,
        key.agents.map(({ name }) => name).join(", "),
      ]);
      print.table({ columns: ["id", "name", "status", "used by"], rows });
    }
    return 0;
  },
});

function apiKeys(member: Member, agents: Agent[]) {
  const keys = [...member.roster.members.values()].filter(({ kind }) => kind === "ApiKey");
  return keys.map(({ memberId, name, active, addedAt }) => ({
    id: memberId,
    name: visibleName(name),
    status: active ? "active" : "revoked",
    createdAt: addedAt,
    agents: agents
      .filter(({ apiKeyId }) => apiKeyId === memberId)
      .map((agent) => ({ name: agent.name, lastSeenAt: agent.lastSeenAt })),
  }));
}
