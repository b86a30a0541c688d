import { existsSync, readFileSync } from "node:fs";

/** Resident bytes of a process, now. */
export function residentBytes(pid: number): number {
  if (existsSync("/proc/self/status")) return statusBytes(pid, "VmRSS");
  const { stdout } = Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]);
  return Number(stdout.toString()) * 1024;
}

/** The most resident bytes a process has had since it began. Linux only; elsewhere what it has now. */
export function peakResidentBytes(pid: number): number {
  return existsSync("/proc/self/status") ? statusBytes(pid, "VmHWM") : residentBytes(pid);
}

function statusBytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = status.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m"))?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} does not say its ${name}.`);
  return Number(kilobytes) * 1024;
}

/** How many file descriptors a process may have. */
export function descriptorLimit(pid: number): number | undefined {
  const path = `/proc/${pid}/limits`;
  const line = existsSync(path) ? readFileSync(path, "utf8").match(/^Max open files\s+(\d+)/m) : undefined;
  return line?.[1] === undefined ? undefined : Number(line[1]);
}

/** Processor time that a process has used so far. Linux only; elsewhere NaN. */
export function processorMs(pid: number): number {
  if (!existsSync("/proc/self/stat")) return Number.NaN;
  // The fields after the command's closing parenthesis; user and system time in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
