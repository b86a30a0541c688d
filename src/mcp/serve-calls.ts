import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { CallToolResult, ProgressToken } from "@modelcontextprotocol/sdk/types.js";
import { maxWaitSeconds } from "./client-profiles.ts";
import { clientRoots } from "./client-roots.ts";
import { type Handler, textOf } from "./serve-unchecked.ts";
import type { Toolbox } from "./toolbox.ts";

type Serving = { maxWaitSeconds: number | undefined; toolbox(): Promise<Toolbox> };

/** Answers `tools/call`. */
export function serveCalls(server: Server, { maxWaitSeconds: setByUser, toolbox }: Serving): Handler {
  const roots = clientRoots(server);
  return async (params, { signal, _meta }): Promise<CallToolResult> => {
    const tool = textOf(params, "name", "tools/call needs the name of a tool.");
    const { name = "mcp", version = "" } = server.getClientVersion() ?? {};
    const token = _meta?.progressToken;
    const outcome = await (await toolbox()).dispatch(tool, params.arguments, {
      signal,
      client: { name, version, roots },
      maxWaitSeconds: maxWaitSeconds(name, token !== undefined, setByUser),
      ...(token === undefined ? {} : { progress: progressSender(server, token, signal) }),
    });
    if ("text" in outcome) return { content: [{ type: "text", text: outcome.text }] };
    return { content: [{ type: "text", text: outcome.error }], isError: true };
  };
}

function progressSender(
  server: Server,
  progressToken: ProgressToken,
  signal: AbortSignal,
): (message: string) => void {
  let progress = 0;
  return (message) => {
    if (signal.aborted) return;
    progress += 1;
    const params = { progressToken, progress, message };
    // A client that is gone is noticed elsewhere.
    server.notification({ method: "notifications/progress", params }).catch(() => undefined);
  };
}
