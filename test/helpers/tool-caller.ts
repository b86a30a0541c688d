import type { Member } from "../../src/client/member.ts";
import { createDispatch, type ToolHost } from "../../src/tools/dispatch.ts";
import { createFileAccess } from "../../src/tools/files/file-access.ts";
import { LazyMember } from "../../src/tools/lazy-member.ts";
import type { AskRecords } from "../../src/tools/questions-asked.ts";
import type { CallContext } from "../../src/tools/tool.ts";

type Options = {
  cwd?: string;
  home?: string;
  allowedDirs?: string[];
  ownFolders?: string[];
  roots?: string[];
  announce?: ToolHost["announce"];
  notice?: ToolHost["notice"];
  askRecords?: AskRecords;
  failures?: unknown[];
};

/** The tools as one assistant's process has them, without MCP around them. */
export type ToolCaller = {
  /** Calls a tool; gives its JSON, or `{ error }`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results freely and check what they find
  call(name: string, args?: unknown, context?: Partial<CallContext>): Promise<any>;
  /** The result's text as a client gets it. */
  text(name: string, args?: unknown): Promise<string>;
};

export function toolCaller(connect: () => Promise<Member>, options: Options = {}): ToolCaller {
  const { cwd = "/", home = "/root", allowedDirs = [], ownFolders = [] } = options;
  const { roots = [], failures = [] } = options;
  const nothing = async () => undefined;
  const dispatch = createDispatch({
    member: new LazyMember(connect),
    files: createFileAccess({ allowedDirs, cwd, home, ownFolders }),
    place: { cwd, home },
    announce: options.announce ?? nothing,
    notice: options.notice ?? nothing,
    askRecords: async () => options.askRecords,
    logFailure: (_what, cause) => failures.push(cause),
    progressIntervalMs: 50,
  });
  const run = (name: string, args: unknown, context: Partial<CallContext> = {}) =>
    dispatch(name, args, {
      signal: new AbortController().signal,
      client: { name: "test", version: "1", roots: async () => roots },
      maxWaitSeconds: 5,
      ...context,
    });
  return {
    async call(name, args, context) {
      const outcome = await run(name, args, context);
      return "text" in outcome ? JSON.parse(outcome.text) : outcome;
    },
    async text(name, args) {
      const outcome = await run(name, args);
      return "text" in outcome ? outcome.text : outcome.error;
    },
  };
}
