import { accountHome } from "../../config/account-home.ts";
import { environment } from "../../config/environment.ts";
import { homeWasGiven } from "../../config/paths.ts";
import { forShell } from "../../local/for-shell.ts";
import { HiloopError } from "../../protocol/error.ts";
import { findServiceManager } from "../../service/find-service-manager.ts";
import { installService, isRunning, lookAtService, uninstallService } from "../../service/install-service.ts";
import type { Command, ServiceManager } from "../../service/service-manager.ts";
import { stableProgram } from "../../service/stable-program.ts";
import type { Context } from "../context.ts";
import { checkStart } from "./check-start.ts";
import { holdsAddress } from "./holds-address.ts";
import type { ServePlan } from "./serve-plan.ts";
import { setupLinkIn } from "./setup-link.ts";
import { waitForServer } from "./wait-for-server.ts";

/** Makes `hiloop serve` with these flags a service of this user, and starts it. */
export async function install(
  plan: ServePlan,
  logFlag: string | undefined,
  { print }: Context,
): Promise<void> {
  if (plan.port === 0) {
    throw new HiloopError("invalid_input", "A service needs a port that stays the same, not 0.", {
      advice: "Choose one with --port.",
    });
  }
  const manager = findServiceManager(plan.config.userHome);
  const command = serveCommand(plan, logFlag);
  // What cannot be written in such a file is refused before anything else happens.
  manager.describe(command);
  const before = await lookAtService(manager);
  checkStart(plan, { portIsOurs: holdsAddress(manager, before, plan) });
  let isSetUp = false;
  const check = async () => {
    isSetUp = await answering(plan, manager);
  };
  const { isChanged, leftToDo } = await installService(manager, { command, before, check });
  print.line(manager.file);
  print.note(isChanged ? "Wrote the service." : "The service was installed already, just so.");
  if (leftToDo.length > 0) {
    showCommands(
      "It is not started: this user's service manager cannot be reached from here.",
      leftToDo,
      print,
    );
  } else showRunning(plan, isSetUp, print);
  print.note(`Its log: ${manager.readLog}`);
  for (const line of manager.advice) print.note(line);
}

export async function uninstall(plan: Pick<ServePlan, "config">, { print }: Context): Promise<void> {
  const manager = findServiceManager(plan.config.userHome);
  const { isChanged, leftToDo } = await uninstallService(manager);
  if (leftToDo.length > 0) {
    showCommands(
      "Nothing was done: this user's service manager cannot be reached from here.",
      leftToDo,
      print,
    );
  } else if (isChanged)
    print.note(`Stopped the service and removed ${manager.file}. Its data was left as it is.`);
  else print.note(`There is no service: ${manager.file} does not exist.`);
}

async function answering(plan: ServePlan, manager: ServiceManager): Promise<boolean> {
  const isSetUp = await waitForServer(plan, () => isRunning(manager));
  if (isSetUp !== undefined) return isSetUp;
  throw new HiloopError("unavailable", "The service was started, but its server does not answer.", {
    advice: `Its log says why: ${manager.readLog}. To take it away: hiloop serve --uninstall-service`,
  });
}

function showRunning(plan: ServePlan, isSetUp: boolean, print: Context["print"]): void {
  print.note(`It runs on port ${plan.port} of ${plan.hostname}; its data is in ${plan.dataDir}.`);
  if (isSetUp) return;
  print.note(`It has no space yet. The link that makes its owner is in ${setupLinkIn(plan.dataDir)}.`);
}

function showCommands(why: string, commands: Command[], print: Context["print"]): void {
  print.note(`${why} Run, when you are logged in as this user:`);
  for (const command of commands) print.note(`  ${command.map(forShell).join(" ")}`);
}

/** All of it by absolute paths and without defaults, since a service starts elsewhere and without this environment. */
function serveCommand(plan: ServePlan, logFlag: string | undefined): Command {
  const { config, hostname, port, dataDir, publicUrl } = plan;
  const log = logFlag ?? environment().HILOOP_LOG?.trim();
  return [
    ...stableProgram(),
    "serve",
    ...["--host", hostname, "--port", `${port}`, "--data", dataDir],
    ...(publicUrl ? ["--public-url", publicUrl] : []),
    ...(homeWasGiven(config.paths, accountHome() ?? "") ? ["--home", config.paths.home] : []),
    ...(log ? ["--log", log] : []),
  ];
}
