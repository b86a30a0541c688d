import type { Config } from "../config/config.ts";
import { childEnvironment, findProgram, type Surroundings } from "../config/environment.ts";

/** How a file is opened here: a command that takes its path, with what it needs in its environment; or why not. */
export type Opener =
  | { command: [string, ...string[]]; environment: Record<string, string> }
  | { reason: string };

/** What the decision asks the system for. */
export type System = {
  platform: NodeJS.Platform;
  which(command: string): string | null;
  /** `NAME=value` lines of the user's session, such as its display. */
  sessionEnvironment(): Promise<string>;
};

const DISPLAY_VARIABLES = [
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "DBUS_SESSION_BUS_ADDRESS",
];

/** Decides whether a browser can be shown to the person at this computer, and by what. */
export async function findOpener(
  open: Config["open"],
  around: Surroundings,
  system: System = thisSystem,
): Promise<Opener> {
  if (open === "never") return { reason: "HILOOP_OPEN is never" };
  if (open !== "auto") return { command: [open], environment: {} };
  if (around.ssh) return { reason: "this is a remote shell" };
  if (around.ci) return { reason: "this is a CI job" };
  if (system.platform === "darwin") return { command: ["/usr/bin/open"], environment: {} };
  if (system.platform === "win32")
    return { command: ["rundll32", "url.dll,FileProtocolHandler"], environment: {} };
  const program = system.which("xdg-open");
  if (!program) return { reason: "there is no xdg-open" };
  if (around.display) return { command: [program], environment: {} };
  const session = displayOf(await system.sessionEnvironment());
  return session ? { command: [program], environment: session } : { reason: "there is no display" };
}

/** MCP clients pass no DISPLAY on, yet the user's session manager knows it. */
function displayOf(lines: string): Record<string, string> | undefined {
  const pairs = lines.split("\n").map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  const found = Object.fromEntries(
    pairs.filter(([name, value]) => DISPLAY_VARIABLES.includes(name) && value !== ""),
  );
  return found.DISPLAY || found.WAYLAND_DISPLAY ? found : undefined;
}

const SESSION_PATIENCE_MS = 1_000;

const thisSystem: System = {
  platform: process.platform,
  which: findProgram,
  sessionEnvironment: async () => {
    const systemctl = findProgram("systemctl");
    if (!systemctl) return "";
    const child = Bun.spawn([systemctl, "--user", "show-environment"], {
      env: childEnvironment(),
      stdio: ["ignore", "pipe", "ignore"],
      timeout: SESSION_PATIENCE_MS,
    });
    return await new Response(child.stdout).text();
  },
};
