import { createServer } from "./create-server.ts";
import { firstSignal } from "./first-signal.ts";
import { LineTransport } from "./line-transport.ts";
import type { McpOptions } from "./mcp-options.ts";
import type { Toolbox } from "./toolbox.ts";

/** Answers to what came just before the end are still written; clients give a server little time to go. */
const LAST_ANSWERS_MS = 30;

/** Serves MCP on stdin and stdout until the client is gone or a signal comes. Gives the exit code; the caller exits. */
export async function runMcp(options: McpOptions): Promise<number> {
  const transport = new LineTransport(options.input ?? process.stdin, options.output ?? process.stdout);
  const signals = firstSignal();
  await serverFor(options).connect(transport);
  const code = await Promise.race([transport.ended.then(() => 0), signals.received]);
  signals.stop();
  if (code === 0) await atMost(LAST_ANSWERS_MS, transport.settled());
  await atMost(LAST_ANSWERS_MS / 2, transport.close());
  return code;
}

function serverFor(options: McpOptions) {
  let loading: Promise<Toolbox> | undefined;
  return createServer({
    version: options.version,
    note: options.note,
    maxWaitSeconds: options.config.maxWaitSeconds,
    toolbox(clientName) {
      loading ??= import("./toolbox.ts").then(({ createToolbox }) => createToolbox(options, clientName));
      return loading;
    },
    loadedToolbox: () => loading,
  });
}

function atMost(milliseconds: number, work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
}
