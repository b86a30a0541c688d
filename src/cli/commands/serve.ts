import { runLocalServer } from "../../local/run-local-server.ts";
import { removeServerFile, writeServerFile } from "../../local/server-file.ts";
import { type Bytes, toBase64Url } from "../../protocol/bytes.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { VERSION } from "../../version.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";
import {
  DEFAULT_PORT,
  makeHome,
  numberFlag,
  type ServeFlags,
  type ServePlan,
  servePlan,
} from "../serve/serve-plan.ts";
import { servingFileIn } from "../serve/serving-file.ts";
import { leaveSetupLink, removeSetupLink } from "../serve/setup-link.ts";
import { startError } from "../serve/start-error.ts";
import { usageError } from "../usage-error.ts";

export const command = defineCommand({
  flags: {
    host: { type: "string", hint: "ADDRESS", description: "Address to listen on (default: 127.0.0.1)" },
    port: { type: "string", hint: "PORT", description: `Port to listen on (default: ${DEFAULT_PORT})` },
    data: {
      type: "string",
      hint: "DIR",
      description: "Data folder (default: server in the folder of the local space)",
    },
    "public-url": {
      type: "string",
      hint: "URL",
      description: "The address people use, such as https://hiloop.example.com",
    },
    "install-service": {
      type: "boolean",
      description: "Install it with these flags as a service of this user (systemd, launchd), and start it",
    },
    "uninstall-service": { type: "boolean", description: "Stop that service and remove it; data stays" },
    local: { type: "boolean", hidden: true, description: "Serve the space on this computer" },
    "idle-ms": {
      type: "string",
      hidden: true,
      description: "End the local server after this long without use",
    },
    ...HOME_FLAGS,
  },
  run: async (flags, _positionals, context) => {
    const { profile, home, log } = flags;
    const changesService = flags["install-service"] || flags["uninstall-service"];
    if (flags.local && changesService) {
      throw usageError(context.commandName, "--local is how hiloop starts its own server, never a service.");
    }
    if (flags.local) {
      const idleMs = numberFlag("--idle-ms", flags["idle-ms"], 1, 2 ** 29);
      const config = configFrom({ profile, home, log, port: flags.port });
      return await runLocalServer({ config, start: startServer, signal: context.signal, idleMs });
    }
    if (changesService) return await changeService(flags, context);
    const plan = servePlan(flags);
    await serve(plan, context);
    return 0;
  },
});

type ServiceFlags = ServeFlags & { "install-service": boolean; "uninstall-service": boolean };

async function changeService(flags: ServiceFlags, context: Context): Promise<number> {
  const { install, uninstall } = await import("../serve/install-service.ts");
  if (!flags["uninstall-service"]) await install(servePlan(flags), flags.log, context);
  else if (flags["install-service"] || Object.values(flags).some((value) => typeof value === "string"))
    throw usageError(context.commandName, "--uninstall-service stands alone, without other flags.");
  else await uninstall({ config: configFrom({}) }, context);
  return 0;
}

async function serve(plan: ServePlan, context: Context): Promise<void> {
  const challengeKey = crypto.getRandomValues(new Uint8Array(32));
  // Before it starts, so that a signal meanwhile is not lost.
  const ended = new Promise<void>((resolve) =>
    context.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const running = await started(plan, challengeKey);
  // One of an earlier start makes nobody an owner any more.
  removeSetupLink(plan.dataDir);
  showAddress(running, plan, context);
  const paths = servingFileIn(plan.dataDir);
  const file = {
    pid: process.pid,
    port: running.port,
    version: VERSION,
    challengeKey: toBase64Url(challengeKey),
  };
  // Last, so that whoever finds it finds the setup link too.
  writeServerFile(paths, file);
  await ended;
  removeServerFile(paths, file);
  await running.stop();
}

async function started(plan: ServePlan, challengeKey: Bytes): Promise<RunningServer> {
  const { dataDir, hostname, port, publicUrl } = plan;
  const address = { hostname, port, ...(publicUrl === undefined ? {} : { publicUrl }) };
  try {
    makeHome(plan);
    const onSetUp = () => removeSetupLink(dataDir);
    return await startServer({ dataDir, version: VERSION, challengeKey, onSetUp, ...address });
  } catch (error) {
    throw startError(error, plan);
  }
}

/** The setup link lets its holder own the space: shown to a person, else left where only this user can read it. */
function showAddress(running: RunningServer, plan: ServePlan, { print, terminal }: Context): void {
  const { dataDir, publicUrl: url = running.url } = plan;
  print.note(`Hiloop ${VERSION} listens on ${running.url}; its data is in ${dataDir}.`);
  if (running.setupToken === undefined) {
    print.line(url);
    return;
  }
  const link = `${url}/setup#${running.setupToken}`;
  if (terminal.output) {
    print.note("It has no space yet. Whoever opens this link first becomes its owner:");
    print.line(link);
    return;
  }
  const file = leaveSetupLink(dataDir, link);
  print.line(url);
  print.note(`It has no space yet. The link that makes its owner is in ${file}.`);
}
