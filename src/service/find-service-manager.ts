import { environment } from "../config/environment.ts";
import { HiloopError } from "../protocol/error.ts";
import { launchd } from "./launchd.ts";
import type { ServiceManager } from "./service-manager.ts";
import { systemd } from "./systemd.ts";

/** What runs this user's services here. Throws `configuration` where hiloop knows of nothing, or is run through sudo. */
export function findServiceManager(userHome: string): ServiceManager {
  const userId = process.getuid?.() ?? -1;
  if (userId === 0 && environment().SUDO_USER) {
    throw new HiloopError("configuration", "The service belongs to a user, and sudo makes that root.", {
      advice: "Run the same without sudo, as the user whose service it shall be.",
    });
  }
  if (process.platform === "darwin") return launchd(userHome, userId);
  if (process.platform === "linux" && Bun.which("systemctl")) return systemd(userHome);
  throw new HiloopError(
    "configuration",
    process.platform === "win32"
      ? "hiloop cannot install itself as a service on Windows."
      : "There is no systemd here to install a service with.",
    { advice: "Have whatever starts programs on this computer run hiloop serve with the same flags." },
  );
}
