import { readdirSync, readFileSync } from "node:fs";

type Process = { pid: number; parent: number; group: number };

/** Every process below one, as a client finds them that ends all it has started. */
export function descendantsOf(pid: number): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf);
  const below = (parent: number): Process[] =>
    all.filter((child) => child.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Ends a process, everything below it and every process group that there is below it, as hard as can be. */
export function killTree(pid: number): void {
  const below = descendantsOf(pid);
  const ours = processOf(String(process.pid)).map(({ group }) => group);
  const groups = below.map(({ group }) => group).filter((group) => !ours.includes(group));
  for (const target of [...groups.map((group) => -group), ...below.map((child) => child.pid), pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It went with its group.
    }
  }
}

function processOf(pid: string): Process[] {
  try {
    // The name in parentheses may hold anything; behind it stand state, parent and group.
    const [, parent, group] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  } catch {
    return [];
  }
}
