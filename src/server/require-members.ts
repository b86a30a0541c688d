import { HiloopError } from "../protocol/error.ts";
import type { ServerContext } from "./context.ts";

/** Refuses participants who are not people of the space. */
export function requireMembers(context: ServerContext, memberIds: string[]): void {
  const people = new Set(
    [...context.space.roster.members.values()]
      .filter((member) => member.active && member.kind !== "ApiKey")
      .map((member) => member.memberId),
  );
  const unknown = memberIds.findIndex((id) => !people.has(id));
  if (unknown === -1) return;
  throw new HiloopError("invalid_input", "A participant is not a person of this space.", {
    issues: [{ path: `participantIds[${unknown}]`, message: "expected the member id of a person" }],
  });
}
