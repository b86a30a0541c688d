import * as v from "valibot";
import { SpaceKeySealingSchema } from "./key-wrapping.ts";
import {
  Bytes32Schema,
  CountSchema,
  CursorSchema,
  IdSchema,
  NameSchema,
  openPicklist,
  TimeSchema,
  VersionSchema,
} from "./primitives.ts";
import { RosterEntrySchema } from "./roster-entry.ts";

/** What the server must know of an identity to authenticate it: SHA-256 of its 32 authentication bytes, and its voucher. */
export const CredentialSchema = v.strictObject({
  keyId: v.pipe(Bytes32Schema, v.description("The identity")),
  authHash: v.pipe(Bytes32Schema, v.description("SHA-256 of the 32 bytes of the authentication key")),
  voucher: v.pipe(
    v.nullable(Bytes32Schema),
    v.description("HMAC over the roster's root, left by whoever made the secret"),
  ),
});
export type Credential = v.InferOutput<typeof CredentialSchema>;

/**
 * Body of `POST /v1/human/roster`, the one way membership changes: entries that continue the chain
 * (compare-and-set on the first `n`), credentials of the identities they add, and sealings of space keys.
 * All of it happens in one transaction, or nothing does.
 */
export const RosterChangeSchema = v.strictObject({
  entries: v.pipe(v.array(RosterEntrySchema), v.minLength(1), v.maxLength(100)),
  credentials: v.pipe(v.array(CredentialSchema), v.maxLength(100)),
  sealings: v.pipe(v.array(SpaceKeySealingSchema), v.maxLength(5000)),
});
export type RosterChange = v.InferOutput<typeof RosterChangeSchema>;

/**
 * Request header of `POST /v1/setup`: SHA-256 of its body, as base64url. By it a server that has its space recognises the
 * request that made it, when its answer was lost, and reads nothing of any other.
 */
export const SETUP_DIGEST_HEADER = "x-hiloop-setup-digest";

/** Body of `POST /v1/setup`: the roster from entry 0 on. `token` is the single-use setup token of the server. */
export const SetupSchema = v.strictObject({
  token: v.string(),
  spaceId: IdSchema,
  change: RosterChangeSchema,
});
export type Setup = v.InferOutput<typeof SetupSchema>;

/** `GET …/roster?after=N`: the entries with a greater number (`after=-1` for all). */
export const RosterSchema = v.object({ entries: v.array(RosterEntrySchema) });

export const LimitsSchema = v.object({
  messageBytes: CountSchema,
  attachmentBytes: CountSchema,
  attachmentPartBytes: v.pipe(CountSchema, v.minValue(1, "expected parts of at least one byte")),
  waitsPerKey: CountSchema,
  waitSeconds: CountSchema,
  sessionItems: v.exactOptional(
    v.pipe(
      CountSchema,
      v.description("Items that the caller may send in one session; absent in older servers"),
    ),
  ),
  sessionItemBytes: v.exactOptional(v.pipe(CountSchema, v.description("The sealed bytes of them all"))),
});

/** What a guest may do: `Answer` (read, answer, chat, send files) or only `Read`. */
export const GUEST_PERMISSIONS = ["Answer", "Read"] as const;
export const GuestPermissionSchema = v.picklist(GUEST_PERMISSIONS);
export type GuestPermission = v.InferOutput<typeof GuestPermissionSchema>;

/** `GET /v1/{agent,human,guest}/me`: who the caller is to this server, and what it may do. */
export const MeSchema = v.object({
  type: v.picklist(["Agent", "Human", "Guest"]),
  keyId: Bytes32Schema,
  memberId: IdSchema,
  spaceId: IdSchema,
  root: Bytes32Schema,
  rosterNumber: CountSchema,
  voucher: v.nullable(Bytes32Schema),
  serverVersion: VersionSchema,
  protocolVersion: CountSchema,
  publicUrl: v.pipe(
    v.string(),
    v.description(
      "What the server calls itself; a client makes no link of it that its user did not configure",
    ),
  ),
  limits: LimitsSchema,
  inboxConnected: v.pipe(
    v.boolean(),
    v.description("Whether any person's inbox holds its event stream right now"),
  ),
  sealings: v.pipe(
    v.array(SpaceKeySealingSchema),
    v.description("Space key seeds that this device can open, and the chain of older epochs"),
  ),
  agent: v.nullable(v.object({ id: IdSchema, name: NameSchema })),
  guest: v.nullable(
    v.object({
      tokenId: IdSchema,
      sessionId: IdSchema,
      permission: openPicklist(GUEST_PERMISSIONS),
      historyFrom: v.pipe(
        CountSchema,
        v.description("The first seq the guest may see, besides the Session item"),
      ),
      expiresAt: TimeSchema,
    }),
  ),
});
export type Me = v.InferOutput<typeof MeSchema>;

/** `GET /v1/agent/agents` and `/v1/human/agents`: every name that an API key has spoken under. */
export const AgentSchema = v.object({
  id: IdSchema,
  name: NameSchema,
  apiKeyId: v.pipe(IdSchema, v.description("Member id of its API key")),
  createdAt: TimeSchema,
  lastSeenAt: TimeSchema,
});
export type Agent = v.InferOutput<typeof AgentSchema>;
export const AgentListSchema = v.object({
  items: v.array(AgentSchema),
  nextCursor: v.nullable(CursorSchema),
});
