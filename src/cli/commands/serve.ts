import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { wholeNumber } from "../../config/settings.ts";
import { folderError } from "../../local/folder-error.ts";
import { ensurePrivateFolder, replaceFile } from "../../local/private-files.ts";
import { runLocalServer } from "../../local/run-local-server.ts";
import { isListenFailure, isPortTaken } from "../../local/start-error.ts";
import { HiloopError } from "../../protocol/error.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { VERSION } from "../../version.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";

const DEFAULT_PORT = 4450;

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
    local: { type: "boolean", hidden: true, description: "Serve the space on this computer" },
    "idle-ms": {
      type: "string",
      hidden: true,
      description: "End the local server after this long without use",
    },
    ...HOME_FLAGS,
  },
  run: async (flags, _positionals, context) => {
    const { home, log } = flags;
    if (flags.local) {
      const idleMs = number("--idle-ms", flags["idle-ms"], 1, 2 ** 29);
      const config = configFrom({ home, log, port: flags.port });
      return await runLocalServer({ config, start: startServer, signal: context.signal, idleMs });
    }
    const config = configFrom({ home, log });
    const port = number("--port", flags.port, 0, 65_535) ?? DEFAULT_PORT;
    const dataDir = dataFolder(config, flags.data);
    const publicUrl = flags["public-url"] === undefined ? undefined : checkedUrl(flags["public-url"]);
    const running = await started(dataDir, flags.host ?? "127.0.0.1", port, publicUrl);
    showAddress(running, publicUrl ?? running.url, dataDir, context);
    await new Promise<void>((resolve) => context.signal.addEventListener("abort", () => resolve()));
    await running.stop();
    return 0;
  },
});

function dataFolder(config: Config, given: string | undefined): string {
  if (given !== undefined) return given;
  ensurePrivateFolder(config.paths.home);
  return join(config.paths.home, "server");
}

async function started(
  dataDir: string,
  hostname: string,
  port: number,
  publicUrl: string | undefined,
): Promise<RunningServer> {
  try {
    return await startServer({
      dataDir,
      hostname,
      port,
      version: VERSION,
      ...(publicUrl === undefined ? {} : { publicUrl }),
    });
  } catch (error) {
    if (!isPortTaken(error) && isListenFailure(error)) throw notAnAddress(hostname, error);
    if (!isPortTaken(error)) throw folderError(error, dataDir, "choose another one with --data");
    throw new HiloopError("configuration", `Port ${port} on ${hostname} cannot be listened on.`, {
      advice: "Another program may have it: choose another one with --port.",
      cause: error,
    });
  }
}

function notAnAddress(hostname: string, cause: unknown): HiloopError {
  return new HiloopError("configuration", `"${hostname}" is not an address that can be listened on.`, {
    advice: "Give an address of this computer with --host, such as 127.0.0.1 or 0.0.0.0.",
    cause,
  });
}

/** The setup link lets its holder own the space: shown to a person, else left where only this user can read it. */
function showAddress(
  running: RunningServer,
  url: string,
  dataDir: string,
  { print, terminal }: Context,
): void {
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
  const file = join(dataDir, "setup-link");
  replaceFile(file, `${link}\n`);
  print.line(url);
  print.note(`It has no space yet. The link that makes its owner is in ${file}.`);
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol) && !url.search && !url.hash && url.pathname === "/")
    return url.origin;
  throw new HiloopError("invalid_input", `--public-url must be an address without a path, not "${text}".`, {
    advice: "For example --public-url https://hiloop.example.com.",
  });
}

function number(source: string, text: string | undefined, least: number, most: number): number | undefined {
  return text === undefined ? undefined : wholeNumber({ text, source }, least, most);
}
