import { accessSync, constants, mkdirSync } from "node:fs";
import type { ServePlan } from "./serve-plan.ts";
import { startError } from "./start-error.ts";

/** Throws what a start would: for a data folder that is not this user's to write, an impossible address, or a port that is taken. */
export function checkStart(plan: ServePlan, { portIsOurs }: { portIsOurs: boolean }): void {
  try {
    mkdirSync(plan.dataDir, { recursive: true, mode: 0o700 });
    accessSync(plan.dataDir, constants.W_OK);
    const probe = Bun.listen({
      hostname: plan.hostname,
      port: portIsOurs ? 0 : plan.port,
      socket: { data: () => undefined },
    });
    probe.stop(true);
  } catch (error) {
    throw startError(error, plan);
  }
}
