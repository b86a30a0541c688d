import * as v from "valibot";
import { equalBytes, hmacSha256 } from "../../crypto/hash.ts";
import { challengeKeyOf, readServerFile } from "../../local/server-file.ts";
import { fromBase64Url, toBase64Url } from "../../protocol/bytes.ts";
import { CHALLENGE_HEADER, challengeText, HealthSchema } from "../../protocol/health.ts";
import type { ServePlan } from "./serve-plan.ts";
import { servingFileIn } from "./serving-file.ts";

const PATIENCE_MS = 15_000;
const PAUSE_MS = 100;

type Address = Pick<ServePlan, "hostname" | "port" | "dataDir">;

/**
 * Waits until the server of this data folder answers at this address, and no other one, and gives whether it has a space.
 * Undefined when it does not, at once when it is seen to have ended.
 */
export async function waitForServer(
  plan: Address,
  isRunning: () => Promise<boolean>,
): Promise<boolean | undefined> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const isSetUp = await ask(plan).catch(() => undefined);
    if (!(await isRunning())) return undefined;
    if (isSetUp !== undefined) return isSetUp;
    await Bun.sleep(PAUSE_MS);
  }
  return undefined;
}

async function ask({ hostname, port, dataDir }: Address): Promise<boolean | undefined> {
  const file = readServerFile(servingFileIn(dataDir));
  if (!file) return undefined;
  const anywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const host = anywhere[hostname] ?? hostname;
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const response = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}/healthz`, {
    // By this name every server goes, whatever else it is called.
    headers: { host: `localhost:${port}`, [CHALLENGE_HEADER]: nonce },
    redirect: "error",
    keepalive: false,
    signal: AbortSignal.timeout(2_000),
  });
  const { setUp, proof = "" } = v.parse(HealthSchema, await response.json());
  const expected = await hmacSha256(challengeKeyOf(file), challengeText(nonce));
  const given = fromBase64Url(proof);
  return given && equalBytes(given, expected) ? setUp : undefined;
}
