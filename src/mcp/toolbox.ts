import { log } from "../log.ts";
import { createDispatch, type Dispatch } from "../tools/dispatch.ts";
import { createFileAccess } from "../tools/files/file-access.ts";
import { LazyMember } from "../tools/lazy-member.ts";
import {
  type ListedResource,
  type ResourceContent,
  readResource,
  sessionResources,
} from "../tools/resources.ts";
import type { McpOptions } from "./mcp-options.ts";

const PROGRESS_INTERVAL_MS = 10_000;

/** All that needs the client and its cryptography, in one place that is loaded when it is first needed. */
export type Toolbox = {
  dispatch: Dispatch;
  sessionResources(): Promise<ListedResource[]>;
  readResource(uri: string): Promise<ResourceContent | { error: string }>;
};

export function createToolbox(options: McpOptions, clientName: string): Toolbox {
  const { connect, announce, notice, askRecords, config, progressIntervalMs } = options;
  const member = new LazyMember(() => connect(clientName));
  const dispatch = createDispatch({
    member,
    files: createFileAccess(config),
    place: config,
    announce: async (connected) => announce?.(connected),
    notice: async (connected) => notice?.(connected),
    askRecords: async () => askRecords?.(),
    logFailure: (what, cause) => log.error(`${what}:`, cause),
    progressIntervalMs: progressIntervalMs ?? PROGRESS_INTERVAL_MS,
  });
  return {
    dispatch,
    sessionResources: () => sessionResources(member),
    readResource: (uri) => readResource(uri, member),
  };
}
