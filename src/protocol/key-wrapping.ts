import * as v from "valibot";
import { BinarySchema, Bytes32Schema, CountSchema } from "./primitives.ts";

/** A session key sealed by HPKE to one recipient: an API key, a guest, or the space key of an epoch. */
export const KeyWrappingSchema = v.strictObject({
  recipientKeyId: v.pipe(Bytes32Schema, v.description("Identity of the recipient, or the id of a space key")),
  senderKeyId: v.pipe(Bytes32Schema, v.description("Identity of who made this wrapping")),
  encapsulatedKey: v.pipe(Bytes32Schema, v.description("HPKE enc")),
  wrappedKey: v.pipe(BinarySchema, v.maxLength(100), v.description("HPKE ciphertext of the 32-byte key")),
});
export type KeyWrapping = v.InferOutput<typeof KeyWrappingSchema>;

/** The seed of a space key sealed to a device or invite, or to the space key of the next epoch. */
export const SpaceKeySealingSchema = v.strictObject({
  ...KeyWrappingSchema.entries,
  epoch: v.pipe(CountSchema, v.minValue(1), v.description("The epoch whose seed this is")),
});
export type SpaceKeySealing = v.InferOutput<typeof SpaceKeySealingSchema>;
