import { accessSync, constants, mkdirSync } from "node:fs";
import { makeHome, type ServePlan } from "./serve-plan.ts";
import { startError } from "./start-error.ts";

/** Throws what a start would: for an impossible address, a port that is taken, or a data folder that is not this user's to write. */
export function checkStart(plan: ServePlan, { portIsOurs }: { portIsOurs: boolean }): void {
  try {
    const probe = Bun.listen({
      hostname: plan.hostname,
      port: portIsOurs ? 0 : plan.port,
      socket: { data: () => undefined },
    });
    probe.stop(true);
    makeHome(plan);
    mkdirSync(plan.dataDir, { recursive: true, mode: 0o700 });
    accessSync(plan.dataDir, constants.W_OK);
  } catch (error) {
    throw startError(error, plan);
  }
}
