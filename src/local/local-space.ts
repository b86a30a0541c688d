import { Member } from "../client/member.ts";
import type { Config } from "../config/config.ts";
import { deriveIdentity } from "../crypto/identity.ts";
import type { Secret } from "../crypto/secret.ts";
import { filePins } from "./file-pins.ts";
import { localSecrets } from "./local-secrets.ts";
import { LocalServer } from "./local-server.ts";

/** The space on this computer, as its agents and its owner act in it. The server is started when someone connects. */
export class LocalSpace {
  readonly server: LocalServer;
  readonly #config: Pick<Config, "paths" | "port">;
  #owner: Promise<Member> | undefined;

  constructor(config: Pick<Config, "paths" | "port">) {
    this.#config = config;
    this.server = new LocalServer(config);
  }

  /** The agent's side, speaking under this name. */
  async connectAgent(agentName: string): Promise<Member> {
    return await this.#connect((secrets) => secrets.apiKey, agentName);
  }

  /** The owner's side, by the device that is this computer's terminal. Connected once. */
  owner(): Promise<Member> {
    this.#owner ??= this.#connect((secrets) => secrets.device).catch((error: unknown) => {
      this.#owner = undefined;
      throw error;
    });
    return this.#owner;
  }

  /** Member id of the API key that hiloop itself acts with on this computer. */
  agentId(): string {
    return localSecrets(this.#config.paths).agentId;
  }

  async #connect(
    choose: (secrets: ReturnType<typeof localSecrets>) => Secret,
    agentName?: string,
  ): Promise<Member> {
    const connection = await this.server.connection();
    const secret = choose(localSecrets(this.#config.paths));
    return await Member.connect({
      connection,
      identity: await deriveIdentity(secret),
      trust: { secret },
      pins: filePins(this.#config.paths),
      ...(agentName === undefined ? {} : { agentName }),
    });
  }
}
