import { type Connection, pause } from "../client/connection.ts";
import type { Config } from "../config/config.ts";
import { HiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";
import { endProcess } from "./end-process.ts";
import { localSecrets } from "./local-secrets.ts";
import { isNewer } from "./newer.ts";
import { prove } from "./prove.ts";
import { addressOf, readServerFile, type ServerFile } from "./server-file.ts";
import { findSilentServer, serverIsSilent } from "./silent-server.ts";
import { type StartedServer, spawnServer } from "./spawn-server.ts";
import { startCommand } from "./start-command.ts";
import { versionOf } from "./version-of.ts";

const START_PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 8;
const PROVE_AGAIN_MS = 500;

/** The server of the space on this computer, as its clients see it: found and proven, or started. */
export class LocalServer {
  readonly #config: Pick<Config, "paths" | "port">;
  #current: ServerFile | undefined;
  #proving: Promise<boolean> | undefined;
  #starting: Promise<string> | undefined;

  constructor(config: Pick<Config, "paths" | "port">) {
    this.#config = config;
  }

  /** Its address if it runs and proves itself; starts nothing. */
  async find(): Promise<ServerFile | undefined> {
    const file = readServerFile(this.#config.paths);
    return file && (await this.#proven(file)) ? file : undefined;
  }

  /** The one that runs and answers nothing, which `find` does not give. */
  findSilent(): Promise<ServerFile | undefined> {
    return findSilentServer(this.#config.paths);
  }

  /** Its address; starts it when it does not run, and replaces one that is older than this hiloop. */
  start(): Promise<string> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** A connection that starts the server when it is gone, and sends nothing before it has proven itself. */
  async connection(): Promise<Connection> {
    return {
      baseUrl: await this.start(),
      recover: () => this.start(),
      fetch: async (url, init) => {
        await this.#guard(url);
        // On a connection of its own: one that was used before is lost with the server, and the runtime then sends the same,
        // key and all, to whoever has the port by now.
        return await fetch(url, { ...init, keepalive: false });
      },
    };
  }

  /**
   * Before each request, for each carries the authentication key: when the server has ended, anybody may have taken its
   * port since. Requests that go out together share the proof, which takes less than a millisecond.
   */
  async #guard(url: string): Promise<void> {
    const file = this.#current;
    if (!file || !url.startsWith(`${addressOf(file)}/`)) throw new Error("the local server has moved");
    this.#proving ??= this.#proven(file).finally(() => {
      this.#proving = undefined;
    });
    if (!(await this.#proving)) throw new Error("the local server is gone");
  }

  async #proven(file: ServerFile): Promise<boolean> {
    const ours = (await prove(file)) !== undefined;
    this.#current = ours ? file : undefined;
    return ours;
  }

  async #start(): Promise<string> {
    const { paths, port } = this.#config;
    const suits = suitability(paths);
    const running = await this.find();
    if (running && (await suits(running.version))) return addressOf(running);
    // It answers held waits, and ends; the new one waits for its lock.
    if (running) endProcess(running.pid);
    // Here as well as in the server, so that a folder that cannot be written is said where it is read.
    localSecrets(paths);
    const started = { server: spawnServer(paths, port) };
    try {
      return await this.#answering(started, suits);
    } finally {
      // Before anything is asked of it: the client that we belong to may end at any time after.
      await started.server.letGo();
    }
  }

  /** The address of the server that answers in the end: the started one, or one that somebody else was quicker to start. */
  async #answering(started: { server: StartedServer }, suits: Suitability): Promise<string> {
    const { paths, port } = this.#config;
    const deadline = Date.now() + START_PATIENCE_MS;
    let tried = { key: "", at: 0 };
    while (Date.now() < deadline) {
      const file = readServerFile(paths);
      const due = file && (file.challengeKey !== tried.key || Date.now() - tried.at > PROVE_AGAIN_MS);
      if (due) {
        tried = { key: file.challengeKey, at: Date.now() };
        if (await suits(file.version)) {
          if (await this.#proven(file)) return addressOf(file);
        } else if (started.server.exitCode() === 0 && (await prove(file))) {
          // An older client was quicker to start its own, and ours left the data to that.
          endProcess(file.pid);
          started.server = spawnServer(paths, port);
        }
      }
      const code = started.server.exitCode();
      if (code)
        throw await this.#startFailure(
          started.server.lastWords() || `The local server ended with code ${code}. See ${paths.log}.`,
        );
      await pause(LOOK_EVERY_MS);
    }
    throw await this.#startFailure(
      `The local server did not start within ${START_PATIENCE_MS / 1000} seconds. See ${paths.log}.`,
    );
  }

  /** What the server said at its end is a whole sentence already, with its advice. One that another kept off the data is not to blame. */
  async #startFailure(words: string): Promise<HiloopError> {
    const silent = await this.findSilent();
    return silent ? serverIsSilent(silent) : new HiloopError("storage", words);
  }
}

type Suitability = (version: string) => Promise<boolean>;

/**
 * Tells whether a server of some version is one to use: this client's or a newer one. After a rollback this client is newer
 * than what it would start; then the installed version is what counts, or the two would end each other's servers.
 */
function suitability({ home }: Config["paths"]): Suitability {
  let asked: Promise<string | undefined> | undefined;
  return async (version) => {
    if (!isNewer(VERSION, version)) return true;
    asked ??= versionOf(startCommand(), home);
    const installed = await asked;
    return installed !== undefined && isNewer(VERSION, installed) && !isNewer(installed, version);
  };
}
