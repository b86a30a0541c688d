import { loadConfig } from "../config/config.ts";
import { prepareNetwork, surroundings } from "../config/environment.ts";
import { releaseSource } from "../upgrade/release-source.ts";
import { thisInstallation } from "../upgrade/this-installation.ts";
import { UpdateNotice } from "../upgrade/update-notice.ts";

/** The notice of this run; undefined where none may be shown, and when anything is wrong, which the command itself says. */
export function beginUpdateNotice(args: string[], kind: "looks" | "tells"): UpdateNotice | undefined {
  // With --home or --profile the folder is the command's to find.
  if (args.some((arg) => /^--(json$|home|profile)/.test(arg)) || surroundings().ci) return undefined;
  try {
    const config = loadConfig();
    // A package manager has notices of its own.
    if (!config.updateNotice || thisInstallation().kind !== "own") return undefined;
    prepareNetwork();
    const notice = new UpdateNotice(config);
    if (kind === "looks") notice.look(releaseSource(config));
    return notice;
  } catch {
    return undefined;
  }
}
