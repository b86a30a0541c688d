import type { Sandbox } from "../local/sandbox.ts";
import { PROGRAM } from "../local/sandbox.ts";

/** A run on a terminal of its own: what it shows, keys to press, and its end. */
export type TerminalRun = { shown(): string; type(keys: string): void; ended: Promise<number> };

/** `script` gives a program a terminal; its own stdin is the keyboard. */
export function onTerminal(home: Sandbox, args: string[], program = PROGRAM): TerminalRun {
  const command = [...program, ...args].map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const child = Bun.spawn(["script", "-qefc", `exec ${command}`, "/dev/null"], {
    cwd: home.work,
    env: { ...home.env, TERM: "xterm" },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  let shown = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) shown += decoder.decode(chunk, { stream: true });
  })();
  return {
    shown: () => shown.replaceAll("\r\n", "\n"),
    type: (keys) => {
      child.stdin.write(keys);
      child.stdin.flush();
    },
    ended: child.exited.then(async (code) => {
      await reading;
      return code;
    }),
  };
}
