import { isAbsolute, join } from "node:path";
import { HiloopError } from "../protocol/error.ts";

/** The variables a process was given. Read here and in no other folder. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

export function environment(): Environment {
  return process.env;
}

/**
 * Before the first request. Bun sends those for 127.0.0.1 to an `HTTP_PROXY` too, unless `NO_PROXY` names it; and variables
 * that some computers set for other programs would have it check no certificate at all, or print every header, keys
 * included, on stderr.
 */
export function prepareNetwork(): void {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  // Bun hears of another value, but not of a variable's removal.
  process.env.BUN_CONFIG_VERBOSE_FETCH = "";
  for (const name of ["NO_PROXY", "no_proxy"]) {
    const known = (process.env[name] ?? "").split(",").map((host) => host.trim());
    if (known.includes("*")) continue;
    process.env[name] = [...new Set([...known, ...LOOPBACK])].filter((host) => host !== "").join(",");
  }
}

/**
 * What a child is given: everything except what would change how Bun starts it (`BUN_*`), and hiloop's own key and
 * address, which no child needs.
 */
export function childEnvironment(changes: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !entry[0].startsWith("BUN_") &&
      !["HILOOP_API_KEY", "HILOOP_BASE_URL"].includes(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...changes };
}

/** Where PATH finds a program. Bun's own `which` looks in the PATH that the process was started with. */
export function findProgram(name: string): string | null {
  return Bun.which(name, { PATH: process.env.PATH ?? "" });
}

/** What tells whether a browser can be shown to the person at this computer. */
export type Surroundings = { ssh: boolean; ci: boolean; display: boolean };

export function surroundings(given: Environment = process.env): Surroundings {
  const has = (name: string) => (given[name] ?? "") !== "";
  return {
    ssh: has("SSH_CONNECTION") || has("SSH_CLIENT") || has("SSH_TTY"),
    ci: has("CI") && given.CI !== "false" && given.CI !== "0",
    display: has("DISPLAY") || has("WAYLAND_DISPLAY"),
  };
}

/** Folders that other programs keep their settings in, as their own variables say. */
export type SettingsFolders = {
  /** Windows. */
  appData: string;
  /** Linux, by the XDG specification, which has a relative one ignored. */
  xdgConfig: string;
  /** Claude Code's, where it is not the usual one. */
  claudeConfig: string | undefined;
};

export function settingsFolders(userHome: string, given: Environment = process.env): SettingsFolders {
  const { APPDATA, XDG_CONFIG_HOME: xdg = "", CLAUDE_CONFIG_DIR: claude = "" } = given;
  if (claude !== "" && !isAbsolute(claude)) {
    throw new HiloopError("configuration", `CLAUDE_CONFIG_DIR is not an absolute path, but "${claude}".`, {
      advice: "Claude Code would look for it in whatever folder it is started in. Correct or unset it.",
    });
  }
  return {
    appData: APPDATA ?? join(userHome, "AppData", "Roaming"),
    xdgConfig: isAbsolute(xdg) ? xdg : join(userHome, ".config"),
    claudeConfig: claude === "" ? undefined : claude,
  };
}
