import type { BlobStore } from "../store/blobs.ts";
import type { Store } from "../store/contract.ts";
import type { AgentNames } from "./agent-names.ts";
import type { Expiry } from "./expiry.ts";
import type { Presence } from "./presence.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { Space } from "./space.ts";
import type { Streams } from "./streams.ts";
import type { Waits } from "./waits.ts";

/** What every handler works with. */
export type ServerContext = {
  store: Store;
  blobs: BlobStore;
  space: Space;
  agentNames: AgentNames;
  waits: Waits;
  presence: Presence;
  streams: Streams;
  expiry: Expiry;
  /** By member, in an hour. */
  rosterChanges: RateLimit;
  limits: ServerLimits;
  version: string;
  publicUrl: string;
  setupToken: string | undefined;
  onSetUp: (() => void) | undefined;
  challengeKey: Uint8Array<ArrayBuffer> | undefined;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** The same as the protocol writes it. */
  now: () => string;
};
