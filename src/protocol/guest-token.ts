import * as v from "valibot";
import { SignedItemSchema } from "./item.ts";
import { KeyWrappingSchema } from "./key-wrapping.ts";
import { CredentialSchema, GUEST_PERMISSIONS, GuestPermissionSchema } from "./membership.ts";
import { Bytes32Schema, CountSchema, IdSchema, openPicklist, TimeSchema } from "./primitives.ts";

/**
 * Body of `POST …/guest-tokens`: a signed `Guest` item (`about` = token id and the guest's identity,
 * `until` = when the link ends), the guest's public keys, its credential, and the session key wrapped to it.
 */
export const NewGuestTokenSchema = v.strictObject({
  ...SignedItemSchema.entries,
  sign: Bytes32Schema,
  hpke: Bytes32Schema,
  permission: GuestPermissionSchema,
  history: v.pipe(
    v.boolean(),
    v.description("Whether the guest sees everything, not only from the oldest open question on"),
  ),
  credential: CredentialSchema,
  keyWrapping: KeyWrappingSchema,
});
export type NewGuestToken = v.InferOutput<typeof NewGuestTokenSchema>;

export const GuestTokenSchema = v.object({
  id: IdSchema,
  sessionId: IdSchema,
  keyId: Bytes32Schema,
  permission: openPicklist(GUEST_PERMISSIONS),
  historyFrom: CountSchema,
  createdBy: Bytes32Schema,
  createdAt: TimeSchema,
  expiresAt: TimeSchema,
  revokedAt: v.nullable(TimeSchema),
  lastSeenAt: v.nullable(TimeSchema),
});
export type GuestToken = v.InferOutput<typeof GuestTokenSchema>;
export const GuestTokenListSchema = v.object({ items: v.array(GuestTokenSchema) });
/** Answer to `POST …/guest-tokens`. */
export const CreatedGuestTokenSchema = v.object({ token: GuestTokenSchema, seq: CountSchema });
