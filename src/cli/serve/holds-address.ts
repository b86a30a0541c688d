import type { InstalledService, ServiceManager } from "../../service/service-manager.ts";
import type { ServePlan } from "./serve-plan.ts";

/** Listening there, one takes the port of every address. */
const EVERYWHERE = ["0.0.0.0", "::"];

/** Whether what is installed may itself be what listens at the address that it shall get now. */
export function holdsAddress(
  manager: ServiceManager,
  { text, runs, answers }: InstalledService,
  { hostname, port }: Pick<ServePlan, "hostname" | "port">,
): boolean {
  // A manager that does not answer may run it.
  if (text === undefined || (answers && !runs)) return false;
  const hasPort = ["--port", `${port}`];
  if (EVERYWHERE.includes(hostname)) return manager.passes(text, hasPort);
  return [hostname, ...EVERYWHERE].some((host) => manager.passes(text, ["--host", host, ...hasPort]));
}
