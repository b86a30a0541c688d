import { removeMember } from "../../client/membership.ts";
import { visibleName } from "../../components/visible-text.ts";
import type { RosterMember } from "../../crypto/roster-member.ts";
import { HiloopError } from "../../protocol/error.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { SpaceAccess } from "../space-access.ts";

export const command = defineCommand({
  positionals: [{ name: "key", description: "the id or the name of an API key" }],
  flags: SPACE_FLAGS,
  run: async (flags, [wanted = ""], { print }) => {
    const space = new SpaceAccess(configFrom(flags));
    const owner = await space.owner("An API key cannot be revoked");
    const keys = [...owner.roster.members.values()].filter(({ kind, active }) => kind === "ApiKey" && active);
    const key = chosen(keys, wanted);
    if (key.memberId === space.local?.agentId()) {
      throw new HiloopError("forbidden", `"${key.name}" is what hiloop itself acts with on this computer.`, {
        advice: "It cannot be revoked; to end this space, run hiloop stop and remove its folder.",
      });
    }
    await removeMember(owner, key.memberId);
    print.note(`Revoked "${key.name}". What it sent stays; it can do nothing more.`);
    return 0;
  },
});

function chosen(keys: RosterMember[], wanted: string): RosterMember {
  const meant = keys.filter(
    ({ memberId, name }) => memberId === wanted || visibleName(name) === wanted || name === wanted,
  );
  const [key, second] = meant;
  if (!key) {
    throw new HiloopError("not_found", `There is no active API key "${wanted}".`, {
      advice: "See hiloop agent list.",
    });
  }
  if (!second) return key;
  throw new HiloopError("invalid_input", `${meant.length} API keys are called "${wanted}".`, {
    advice: "Give the id, as hiloop agent list shows it.",
  });
}
