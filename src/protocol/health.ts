import * as v from "valibot";
import { VersionSchema } from "./primitives.ts";

/** Request header with a nonce (base64url, 32 bytes) that `GET /healthz` answers with a proof for. */
export const CHALLENGE_HEADER = "x-hiloop-challenge";

/** What the challenge proof is an HMAC-SHA256 of, under the challenge key in `server.json`. */
export function challengeText(nonce: string): string {
  return `hiloop/v1/challenge\n${nonce}\n`;
}

/** `GET /healthz`: alive, which version, whether it has a space, and the proof if a nonce came. */
export const HealthSchema = v.object({
  status: v.literal("ok"),
  name: v.literal("hiloop"),
  version: VersionSchema,
  setUp: v.boolean(),
  proof: v.exactOptional(v.string()),
});
export type Health = v.InferOutput<typeof HealthSchema>;
