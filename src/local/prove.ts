import * as v from "valibot";
import { equalBytes, hmacSha256 } from "../crypto/hash.ts";
import { fromBase64Url, toBase64Url } from "../protocol/bytes.ts";
import { CHALLENGE_HEADER, challengeText, type Health, HealthSchema } from "../protocol/health.ts";
import { addressOf, challengeKeyOf, type ServerFile } from "./server-file.ts";

/** What a client waits for, before each request. */
const PATIENCE_MS = 2_000;
const LONGEST_ANSWER = 4_096;

export type ProveOptions = {
  /** Where it listens, if that is not where a local server does. */
  address?: string;
  /** What it is called there, if it need not know itself by that address. */
  host?: string;
  patienceMs?: number;
};

/**
 * Lets whoever listens on the port prove that it is the server which wrote `server.json`: by an HMAC of a nonce under
 * the key in there, which only this user can read. The nonce is all that is sent. Undefined when it is not, or nobody is there.
 */
export async function prove(
  file: ServerFile,
  { address = addressOf(file), host, patienceMs = PATIENCE_MS }: ProveOptions = {},
): Promise<Health | undefined> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  try {
    const response = await fetch(`${address}/healthz`, {
      headers: { [CHALLENGE_HEADER]: nonce, ...(host === undefined ? {} : { host }) },
      redirect: "error",
      // A connection that stays open would hold up a server that ends.
      keepalive: false,
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) return undefined;
    const health = v.safeParse(HealthSchema, JSON.parse(await shortText(response)));
    if (!health.success || health.output.proof === undefined) return undefined;
    const expected = await hmacSha256(challengeKeyOf(file), challengeText(nonce));
    const proof = fromBase64Url(health.output.proof);
    return proof && equalBytes(proof, expected) ? health.output : undefined;
  } catch {
    return undefined;
  }
}

/** A stranger may answer without end. */
async function shortText(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error("too long");
  }
  return text;
}
