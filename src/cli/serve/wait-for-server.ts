import * as v from "valibot";
import { HealthSchema } from "../../protocol/health.ts";
import type { ServePlan } from "./serve-plan.ts";

const PATIENCE_MS = 15_000;
const PAUSE_MS = 50;

/** Waits until the server answers and gives whether it has a space; undefined when it does not answer. */
export async function waitForServer(plan: ServePlan): Promise<boolean | undefined> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const isSetUp = await ask(plan).catch(() => undefined);
    if (isSetUp !== undefined) return isSetUp;
    await Bun.sleep(PAUSE_MS);
  }
  return undefined;
}

async function ask({ hostname, port }: ServePlan): Promise<boolean> {
  const anywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const host = anywhere[hostname] ?? hostname;
  const response = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}/healthz`, {
    // By this name every server goes, whatever else it is called.
    headers: { host: `localhost:${port}` },
    redirect: "error",
    keepalive: false,
    signal: AbortSignal.timeout(2_000),
  });
  return v.parse(HealthSchema, await response.json()).setUp;
}
