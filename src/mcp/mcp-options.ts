import type { Readable, Writable } from "node:stream";
import type { Member } from "../client/member.ts";
import type { AskRecords } from "../tools/questions-asked.ts";

export type McpOptions = {
  /** Connects as the agent of this client; called by the first tool call. */
  connect(clientName: string): Promise<Member>;
  /** A question was asked: brings it before a person, or gives the sentence that the user should be told. */
  announce?(member: Member): Promise<string | undefined>;
  /** That sentence as long as it is true; opens nothing. */
  notice?(member: Member): Promise<string | undefined>;
  /** What this home keeps of questions between processes. */
  askRecords?(): Promise<AskRecords | undefined>;
  config: {
    maxWaitSeconds?: number | undefined;
    allowedDirs: string[];
    cwd: string;
    home: string;
    /** hiloop's own folders, which no tool touches. */
    ownFolders: string[];
  };
  version: string;
  /** What else a model should know: clients show nobody what a server writes on stderr. */
  note?: string;
  input?: Readable;
  output?: Writable;
  progressIntervalMs?: number;
};
