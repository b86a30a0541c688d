import type { Sender } from "../../client/sender.ts";
import { visibleName } from "../../components/visible-text.ts";

export type Who = Pick<Sender, "name" | "type">;

/** Agents and guests choose or are given their names freely: what they are is said beside it. */
export const KIND_WORDS = { Agent: "agent", Guest: "guest", Human: "" } as const;

/** `Ada`, `Release bot (agent)`: who it is, in a label or a notification. */
export function namedText({ name, type }: Who): string {
  return KIND_WORDS[type] ? `${visibleName(name)} (${KIND_WORDS[type]})` : visibleName(name);
}
