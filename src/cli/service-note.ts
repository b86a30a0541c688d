import { existsSync } from "node:fs";
import { findServiceManager } from "../service/find-service-manager.ts";
import type { ServiceManager } from "../service/service-manager.ts";

/** What whoever replaced hiloop should know of a service of this user, which goes on as what it was started from. */
export function serviceNote(userHome: string): string | undefined {
  const manager = serviceManager(userHome);
  if (!manager || !existsSync(manager.file)) return undefined;
  return `If the service in ${manager.file} runs this hiloop, restart it when it suits: ${manager.restart}`;
}

function serviceManager(userHome: string): ServiceManager | undefined {
  try {
    return findServiceManager(userHome);
  } catch {
    // Where there is none, there is no service either.
    return undefined;
  }
}
