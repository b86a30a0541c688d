import * as v from "valibot";
import { listAgents as list } from "../client/sessions.ts";
import { limit, text } from "./argument-schemas.ts";
import { fetchPage } from "./results/fit-page.ts";
import { defineTool } from "./tool.ts";

const DEFAULT_LIMIT = 50;

export const listAgents = defineTool({
  name: "list_agents",
  description: "Hiloop space's agents: names that assistants speak under, not sub-agents.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: v.strictObject({
    limit: v.optional(limit(100)),
    cursor: v.optional(text(500)),
  }),
  async run(args, context) {
    const member = await context.member();
    const { shown, nextCursor } = await fetchPage(
      (size) => list(member, { limit: size, ...(args.cursor === undefined ? {} : { cursor: args.cursor }) }),
      ({ id, name, lastSeenAt }) => ({ agent_id: id, name, last_seen_at: lastSeenAt }),
      args.limit ?? DEFAULT_LIMIT,
    );
    return {
      you: member.agentName,
      agents: shown,
      ...(nextCursor === null ? {} : { next_cursor: nextCursor }),
    };
  },
});
