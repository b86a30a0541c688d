import { HiloopError } from "../protocol/error.ts";
import { requireOneLine } from "./require-one-line.ts";
import type { Command } from "./service-manager.ts";
import { stamped } from "./stamp.ts";

/**
 * A systemd unit for the manager of one user. The restrictions are those that such a manager can set without privileges; the
 * one on writable and executable memory is not among them, because compiled JavaScript needs it.
 */
export function systemdUnit(command: Command): string {
  requireOneLine(command);
  const [program, ...args] = command;
  if (/["'\\]/.test(program)) {
    throw new HiloopError(
      "configuration",
      `${program} has a quote or backslash in its path, and systemd starts no such program.`,
      { advice: "Move hiloop to another folder." },
    );
  }
  return stamped(
    `[Unit]
Description=Hiloop server

[Service]
Type=exec
ExecStart=${quoted(program)} ${argumentsOf(args)}
# 0: stopped. 1: failed. 2: a flag, the port or the data folder is not right; the log says which.
Restart=on-failure
RestartSec=5
KillSignal=SIGTERM
# hiloop itself takes at most 10 seconds.
TimeoutStopSec=15
UMask=0077
# One for each held wait and open inbox. The user's own limit holds where it is lower.
LimitNOFILE=1048576
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service

[Install]
WantedBy=default.target
`,
    (line) => `# ${line}`,
  );
}

/** As ExecStart has them. */
export function argumentsOf(args: readonly string[]): string {
  return args.map((arg) => quoted(arg).replaceAll("$", "$$$$")).join(" ");
}

/**
 * A word of ExecStart (systemd.service(5), "Command lines"). A dollar sign is special in the arguments alone, so not here: the
 * program's path is taken as it stands.
 */
function quoted(word: string): string {
  const plain = word.replaceAll("%", "%%");
  if (/^[\w./:@=+,%$-]+$/.test(plain)) return plain;
  return `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
