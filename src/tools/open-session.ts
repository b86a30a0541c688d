import type { SessionLog } from "../client/session-log.ts";
import { HiloopError } from "../protocol/error.ts";
import type { ToolContext } from "./tool.ts";

/** The verified log of a session that a caller named. */
export async function openSession(context: ToolContext, sessionId: string): Promise<SessionLog> {
  const member = await context.member();
  try {
    return await member.session(sessionId);
  } catch (error) {
    if (!(error instanceof HiloopError) || error.code !== "not_found") throw error;
    throw new HiloopError("not_found", `There is no session ${sessionId} of this agent.`, {
      advice: "Call list_sessions for their ids, or create_session for a new one.",
      cause: error,
    });
  }
}
