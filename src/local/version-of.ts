import { childEnvironment } from "../config/environment.ts";

const PATIENCE_MS = 30_000;

/** The version that a hiloop says it is when it is run; undefined when it does not run, or says something else. */
export async function versionOf(command: readonly string[], cwd: string): Promise<string | undefined> {
  try {
    const child = Bun.spawn([...command, "--version"], {
      cwd,
      env: childEnvironment(),
      stdio: ["ignore", "pipe", "ignore"],
      timeout: PATIENCE_MS,
      killSignal: "SIGKILL",
    });
    const [said, exitCode] = await Promise.all([new Response(child.stdout).text(), child.exited]);
    return exitCode === 0 ? /^hiloop (\S+)\s/.exec(said)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
