import { runSteps, succeeds } from "./run-steps.ts";
import { ownServiceFile, placeServiceFile, removeServiceFile } from "./service-file.ts";
import type { Command, ServiceManager } from "./service-manager.ts";

export type ServiceChange = {
  isChanged: boolean;
  /** Commands left to the user, because the manager cannot be talked to from here. */
  leftToDo: Command[];
};

/** Whether the manager answers, and whether the service runs already. Throws when its file is somebody else's work. */
export async function lookAtService(manager: ServiceManager): Promise<{ answers: boolean; runs: boolean }> {
  ownServiceFile(manager.file);
  const answers = await succeeds(manager, manager.answers);
  return { answers, runs: answers && (await succeeds(manager, manager.runs)) };
}

/** Writes the service's file and starts it; the same again changes nothing. */
export async function installService(
  manager: ServiceManager,
  { command, answers }: { command: Command; answers: boolean },
): Promise<ServiceChange> {
  const isChanged = placeServiceFile(manager.file, manager.describe(command));
  const steps = manager.start(isChanged);
  if (!answers) return { isChanged, leftToDo: steps.map((step) => step.command) };
  await runSteps(manager, steps);
  return { isChanged, leftToDo: [] };
}

/** Stops the service and removes its file; nothing else, its data least of all. */
export async function uninstallService(manager: ServiceManager): Promise<ServiceChange> {
  if (ownServiceFile(manager.file) === undefined) return { isChanged: false, leftToDo: [] };
  if (!(await succeeds(manager, manager.answers))) {
    const steps = [...manager.stop, { command: ["rm", manager.file] } as const, ...manager.afterRemoval];
    return { isChanged: false, leftToDo: steps.map((step) => step.command) };
  }
  await runSteps(manager, manager.stop);
  removeServiceFile(manager.file);
  await runSteps(manager, manager.afterRemoval);
  return { isChanged: true, leftToDo: [] };
}
