import { hmacSha256 } from "../../crypto/hash.ts";
import { toBase64Url } from "../../protocol/bytes.ts";
import { CHALLENGE_HEADER, challengeText, type Health } from "../../protocol/health.ts";
import type { OpenHandler } from "../exchange.ts";
import { json } from "../responses.ts";

export const getHealth: OpenHandler = async ({ context, request }) => {
  const nonce = request.headers.get(CHALLENGE_HEADER);
  const { challengeKey } = context;
  const provable = nonce && challengeKey && /^[A-Za-z0-9_-]{22,86}$/.test(nonce);
  const health: Health = {
    status: "ok",
    name: "hiloop",
    version: context.version,
    setUp: context.space.isSetUp,
    ...(provable ? { proof: toBase64Url(await hmacSha256(challengeKey, challengeText(nonce))) } : {}),
  };
  return json(health);
};
