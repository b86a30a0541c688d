import { basename } from "node:path";
import { Member } from "../client/member.ts";
import type { Config } from "../config/config.ts";
import { HOSTED_BASE_URL, HOSTED_DOMAIN } from "../config/space.ts";
import { sha256 } from "../crypto/hash.ts";
import { deriveIdentity } from "../crypto/identity.ts";
import { parseSecret, type Secret } from "../crypto/secret.ts";
import { Announcer } from "../local/announce.ts";
import { askRecords } from "../local/ask-records.ts";
import { filePins } from "../local/file-pins.ts";
import { LocalSpace } from "../local/local-space.ts";
import { utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { type AskRecords, JOINED_WITHIN_MS } from "../tools/questions-asked.ts";

const LONGEST_NAME = 120;

/** The space that is configured, as an agent acts in it, wherever it is. */
export class SpaceAccess {
  readonly config: Config;
  readonly local: LocalSpace | undefined;
  readonly #announcer: Announcer;

  constructor(config: Config) {
    this.config = config;
    this.#announcer = new Announcer(config);
    this.local = config.space.mode === "local" ? new LocalSpace(config) : undefined;
  }

  /** Connects as an agent, under the configured name, else the client's and the folder it works in. */
  async connectAgent(clientName: string): Promise<Member> {
    const { config } = this;
    const agentName = config.agent ?? defaultAgentName(clientName, config);
    if (this.local) return await this.local.connectAgent(agentName);
    if (config.space.mode === "local") throw new HiloopError("internal", "There is no local space.");
    const { mode, apiKey, baseUrl } = config.space;
    const secret = await secretOf(apiKey);
    return await Member.connect({
      connection: {
        baseUrl,
        ...(mode === "hosted" ? { hostedKey: apiKey } : {}),
        ...(baseUrl === HOSTED_BASE_URL ? { publicDomain: HOSTED_DOMAIN } : {}),
        ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
      },
      identity: await deriveIdentity(secret),
      trust: { secret },
      pins: filePins(config.paths),
      agentName,
    });
  }

  /** Brings a question before a person; a sentence comes back when the user has to do that. */
  async announce(member: Member): Promise<string | undefined> {
    const { local } = this;
    return local ? await this.#announcer.announce(member, () => local.owner()) : await nobodyLooks(member);
  }

  /** That sentence as long as it is true. Opens nothing. */
  async notice(member: Member): Promise<string | undefined> {
    return this.local ? await this.#announcer.notice(member) : await nobodyLooks(member);
  }

  /** What this home keeps of questions between processes. */
  askRecords(): AskRecords {
    return askRecords(this.config.paths, JOINED_WITHIN_MS);
  }

  /** The owner's side, which only the space on this computer offers here. `what` names what was wanted. */
  async owner(what: string): Promise<Member> {
    if (this.local) return await this.local.owner();
    const address = this.config.space.mode === "local" ? "" : this.config.space.baseUrl;
    throw new HiloopError("forbidden", `${what} with an API key: that is for people.`, {
      advice: `Do it on the Agents page of ${address}, or unset HILOOP_API_KEY and HILOOP_BASE_URL to mean this computer's space.`,
    });
  }
}

async function nobodyLooks(member: Member): Promise<string | undefined> {
  const { inboxConnected } = await member.refreshMe();
  return inboxConnected ? undefined : `Nobody has the inbox open right now; it is at ${member.inboxAddress}.`;
}

function defaultAgentName(clientName: string, { cwd, userHome }: Config): string {
  const folder = cwd === userHome ? "" : basename(cwd);
  const plain = (folder ? `${clientName} in ${folder}` : clientName).replace(/\p{Cc}/gu, " ").trim();
  return plain.slice(0, LONGEST_NAME).trim() || "agent";
}

/** The hosted service does not say how it derives keys; there, hiloop's own come from the whole key. */
async function secretOf(apiKey: string): Promise<Secret> {
  return parseSecret(apiKey) ?? { kind: "ApiKey", bytes: await sha256(utf8(apiKey)) };
}
