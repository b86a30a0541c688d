import { replaceFile } from "../local/private-files.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import { runSteps, succeeds } from "./run-steps.ts";
import { ownServiceFile, placeServiceFile, removeServiceFile } from "./service-file.ts";
import type { Command, InstalledService, ServiceManager } from "./service-manager.ts";

export type ServiceChange = {
  isChanged: boolean;
  /** Commands left to the user, because the manager cannot be talked to from here. */
  leftToDo: Command[];
};

/** What is installed, and whether it runs. Throws when its file is somebody else's work. */
export async function lookAtService(manager: ServiceManager): Promise<InstalledService> {
  const text = ownServiceFile(manager.file);
  const answers = await succeeds(manager, manager.answers);
  return { text, answers, runs: answers && (await isRunning(manager)) };
}

export async function isRunning(manager: ServiceManager): Promise<boolean> {
  return await succeeds(manager, manager.runs);
}

type NewService = {
  command: Command;
  before: InstalledService;
  /** Throws when the service does not do what it was started for. */
  check: () => Promise<void>;
};

/**
 * Writes the service's file and starts it; the same again changes nothing. One that ran before is not lost to one that does
 * not, and a first one that does not run is not left to be started again for ever.
 */
export async function installService(
  manager: ServiceManager,
  { command, before, check }: NewService,
): Promise<ServiceChange> {
  const isChanged = placeServiceFile(manager.file, manager.describe(command));
  const steps = manager.start(isChanged);
  if (!before.answers) return { isChanged, leftToDo: steps.map((step) => step.command) };
  try {
    await runSteps(manager, steps);
    await check();
  } catch (error) {
    if (isChanged && before.text === undefined) await takeAway(manager, error);
    if (isChanged && before.runs && before.text !== undefined) await putBack(manager, before.text, error);
    throw error;
  }
  return { isChanged, leftToDo: [] };
}

async function takeAway(manager: ServiceManager, cause: unknown): Promise<never> {
  await remove(manager);
  const { code, message } = toHiloopError(cause);
  throw new HiloopError(code, `${message} It was taken away again.`, {
    advice: `Its log says why: ${manager.readLog}`,
    cause,
  });
}

async function putBack(manager: ServiceManager, text: string, cause: unknown): Promise<never> {
  replaceFile(manager.file, text);
  await runSteps(manager, manager.start(true));
  throw new HiloopError(
    "unavailable",
    "With these flags the service does not run, so it was started again as it was before.",
    { advice: `Its log says why: ${manager.readLog}`, cause },
  );
}

/** Stops the service and removes its file; nothing else, its data least of all. */
export async function uninstallService(manager: ServiceManager): Promise<ServiceChange> {
  if (ownServiceFile(manager.file) === undefined) return { isChanged: false, leftToDo: [] };
  if (!(await succeeds(manager, manager.answers))) {
    const steps = [...manager.stop, { command: ["rm", manager.file] } as const, ...manager.afterRemoval];
    return { isChanged: false, leftToDo: steps.map((step) => step.command) };
  }
  await remove(manager);
  return { isChanged: true, leftToDo: [] };
}

async function remove(manager: ServiceManager): Promise<void> {
  await runSteps(manager, manager.stop);
  removeServiceFile(manager.file);
  await runSteps(manager, manager.afterRemoval);
}
