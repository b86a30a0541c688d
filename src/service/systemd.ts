import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { environment } from "../config/environment.ts";
import type { Command, ServiceManager } from "./service-manager.ts";
import { argumentsOf, systemdUnit } from "./systemd-unit.ts";

const UNIT = "hiloop.service";

/** The systemd of this user. */
export function systemd(userHome: string): ServiceManager {
  return {
    file: join(configurationFolder(userHome), "systemd", "user", UNIT),
    describe: systemdUnit,
    passes: (text, args) => text.includes(` ${argumentsOf(args)} `),
    environment: runtimeFolder(),
    answers: systemctl("show", "--property=Version"),
    runs: systemctl("is-active", "--quiet", UNIT),
    start: (isChanged) => [
      { command: systemctl("daemon-reload") },
      { command: systemctl("enable", UNIT) },
      { command: systemctl(isChanged ? "restart" : "start", UNIT) },
    ],
    stop: [{ command: systemctl("disable", "--now", UNIT) }],
    afterRemoval: [
      { command: systemctl("daemon-reload") },
      { command: systemctl("reset-failed", UNIT), mayFail: true },
    ],
    restart: "systemctl --user restart hiloop",
    readLog: "journalctl --user -u hiloop -f",
    advice: ["It ends when you log out, unless you run this once: loginctl enable-linger"],
  };
}

function systemctl(...args: string[]): Command {
  return ["systemctl", "--user", ...args];
}

/** The XDG Base Directory Specification has a relative path ignored. */
function configurationFolder(userHome: string): string {
  const given = environment().XDG_CONFIG_HOME ?? "";
  return isAbsolute(given) ? given : join(userHome, ".config");
}

/** A shell that `su` opened does not know where the user's systemd listens. */
function runtimeFolder(): Record<string, string> {
  const usual = `/run/user/${process.getuid?.()}`;
  return environment().XDG_RUNTIME_DIR || !existsSync(usual) ? {} : { XDG_RUNTIME_DIR: usual };
}
