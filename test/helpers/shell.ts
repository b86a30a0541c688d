/** A POSIX shell to run scripts with. */
export type Shell = { name: string; command: string[] };

const KNOWN: Shell[] = [
  { name: "dash", command: ["dash"] },
  { name: "bash", command: ["bash"] },
  { name: "busybox sh", command: ["busybox", "sh"] },
];

/** Those that are here, by their paths: a test may then take PATH away from what they run. */
export const SHELLS: Shell[] = KNOWN.flatMap(({ name, command: [program = "", ...args] }) => {
  const path = Bun.which(program);
  return path ? [{ name, command: [path, ...args] }] : [];
});

export const MISSING_SHELLS: string[] = KNOWN.map(({ name }) => name).filter(
  (name) => !SHELLS.some((shell) => shell.name === name),
);
