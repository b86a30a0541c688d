import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import * as v from "valibot";
import { isAlive } from "./end-process.ts";

/** Which process something belongs to: a pid alone is used again, and means another process on another host or in a container. */
export const ProcessIdentitySchema = v.object({
  host: v.string(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** When it started, as this system counts; empty where it does not say. */
  started: v.string(),
});
export type ProcessIdentity = v.InferOutput<typeof ProcessIdentitySchema>;

export function thisProcess(): ProcessIdentity {
  return { host: thisHost(), pid: process.pid, started: startOf(process.pid) };
}

/** Whether a process has certainly ended. Of another host's nothing is certain, nor where a system hides when one started. */
export function isGone({ host, pid, started }: ProcessIdentity): boolean {
  if (host !== thisHost()) return false;
  if (!isAlive(pid)) return true;
  const now = startOf(pid);
  return now !== "" && started !== "" && now !== started;
}

function thisHost(): string {
  return `${hostname()} ${pidNamespace()}`;
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function startOf(pid: number): string {
  if (process.platform === "linux") return startInProc(pid);
  if (process.platform === "win32") return "";
  const { stdout } = Bun.spawnSync(["/bin/ps", "-o", "lstart=", "-p", String(pid)], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { LC_ALL: "C", TZ: "UTC" },
  });
  return stdout.toString().trim();
}

/** proc(5): field 22, in ticks since the computer started. The name in parentheses may hold anything, so it is counted from its end. */
function startInProc(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
