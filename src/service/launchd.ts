import { join } from "node:path";
import { forShell } from "../local/for-shell.ts";
import { LAUNCH_LABEL, launchAgent, wordsOf } from "./launch-agent.ts";
import type { ServiceManager } from "./service-manager.ts";

const STOP_MS = 15_000;

/** The launchd of this user. */
export function launchd(userHome: string, userId: number): ServiceManager {
  const file = join(userHome, "Library", "LaunchAgents", `${LAUNCH_LABEL}.plist`);
  const log = join(userHome, "Library", "Logs", "hiloop.log");
  const domain = `gui/${userId}`;
  const stop = [{ command: ["launchctl", "bootout", `${domain}/${LAUNCH_LABEL}`], mayFail: true }] as const;
  return {
    file,
    describe: (command) => launchAgent(command, log),
    passes: (text, args) => text.includes(`${wordsOf(args)}\n`),
    environment: {},
    answers: ["launchctl", "print", domain],
    runs: ["launchctl", "print", `${domain}/${LAUNCH_LABEL}`],
    start: () => [...stop, { command: ["launchctl", "bootstrap", domain, file], patienceMs: STOP_MS }],
    stop: [...stop],
    afterRemoval: [],
    restart: `launchctl kickstart -k ${domain}/${LAUNCH_LABEL}`,
    readLog: `tail -f ${forShell(log)}`,
    advice: ["It runs while you are logged in."],
  };
}
