import { childEnvironment } from "../config/environment.ts";
import { HiloopError } from "../protocol/error.ts";
import type { Command, ServiceManager, Step } from "./service-manager.ts";

const RETRY_MS = 250;

/** Runs each command in turn. Throws when one fails that may not. */
export async function runSteps(manager: ServiceManager, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await runStep(manager, step);
}

/** Whether a command of the manager's tool succeeds. */
export async function succeeds(manager: ServiceManager, command: Command): Promise<boolean> {
  return (await run(manager, command)).code === 0;
}

async function runStep(manager: ServiceManager, { command, patienceMs = 0, mayFail }: Step): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { code, said } = await run(manager, command);
    if (code === 0 || mayFail) return;
    if (performance.now() >= deadline) {
      throw new HiloopError(
        "unavailable",
        `${command.join(" ")} failed: ${said.replace(/\.$/, "") || `exit code ${code}`}.`,
        {
          advice: `The service file is ${manager.file}. For the log: ${manager.readLog}`,
        },
      );
    }
    await Bun.sleep(RETRY_MS);
  }
}

async function run(manager: ServiceManager, command: Command): Promise<{ code: number; said: string }> {
  try {
    const child = Bun.spawn([...command], {
      env: childEnvironment(manager.environment),
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
    return { code, said: said.trim().split("\n")[0] ?? "" };
  } catch (error) {
    return { code: -1, said: error instanceof Error ? error.message : String(error) };
  }
}
