import { prove } from "../../local/prove.ts";
import { readServerFile } from "../../local/server-file.ts";
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
    const isSetUp = await ask(plan);
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
  const health = await prove(file, {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    // By this name every server goes, whatever else it is called.
    host: `localhost:${port}`,
  });
  return health?.setUp;
}
