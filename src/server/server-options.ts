import type { Bytes } from "../protocol/bytes.ts";
import type { ServerLimits } from "./server-limits.ts";

export type ServerOptions = {
  dataDir: string;
  /** 127.0.0.1 when left out. */
  hostname?: string;
  /** 0 for any that is free. */
  port: number;
  version: string;
  /** The address people use, when it is another than the one listened on. */
  publicUrl?: string;
  /** Further names (`host` or `host:port`) that this server goes by. */
  allowedHosts?: string[];
  challengeKey?: Bytes;
  /** A random one is made when left out. */
  setupToken?: string;
  /** Called when somebody has made the space, before they are told so. */
  onSetUp?: () => void;
  clock?: () => number;
  limits?: Partial<ServerLimits>;
  serveInbox?: boolean;
  /** How often abandoned uploads are looked for; hourly when left out. */
  sweepEveryMs?: number;
  idleMs?: number;
  onIdle?: () => void;
};

export type Activity = { waits: number; streams: number; openQuestions: number };

export type RunningServer = {
  url: string;
  port: number;
  /** Undefined once the space is set up. */
  setupToken: string | undefined;
  stop(): Promise<void>;
  activity(): Activity;
};
