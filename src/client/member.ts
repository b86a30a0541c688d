import { visibleName } from "../components/visible-text.ts";
import { equalBytes } from "../crypto/hash.ts";
import { makeVoucher, type OwnIdentity } from "../crypto/identity.ts";
import type { Roster } from "../crypto/roster-member.ts";
import type { Secret } from "../crypto/secret.ts";
import type { SpaceKey } from "../crypto/space-key.ts";
import { authHeaders } from "../protocol/auth-header.ts";
import { fromBase64Url } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { type Me, MeSchema } from "../protocol/membership.ts";
import type { Connection } from "./connection.ts";
import { Http } from "./http.ts";
import { inboxAddress } from "./inbox-address.ts";
import type { Party } from "./party.ts";
import type { PinStore } from "./pins.ts";
import { RosterSync } from "./roster-sync.ts";
import { SessionLog } from "./session-log.ts";
import { openSpaceKeys } from "./space-keys.ts";

/** What makes a member believe in a roster: the secret whose maker left a voucher, or a root pinned earlier. */
export type Trust = { secret: Secret } | { root: string };

export type MemberOptions = {
  connection: Connection;
  identity: OwnIdentity;
  trust: Trust;
  pins: PinStore;
  /** The name an API key speaks under. */
  agentName?: string;
  signal?: AbortSignal;
};

const FACE_OF_KIND = { ApiKey: "agent", Device: "human", Guest: "guest" } as const;
const DEFAULT_AGENT_NAME = "agent";
const FIRST_PATIENCE_MS = 2_000;

/**
 * One authenticated party of a space, with a verified roster. Everything that it reads is checked against
 * that roster; everything it writes is sealed and signed here.
 */
export class Member implements Party {
  readonly identity: OwnIdentity;
  readonly http: Http;
  readonly agentName: string;
  readonly made = new Set<string>();
  #me: Me;
  #spaceKeys: SpaceKey[] = [];
  readonly #connection: Connection;
  readonly #roster: RosterSync;
  readonly #logs = new Map<string, Promise<SessionLog>>();

  private constructor(options: MemberOptions, http: Http, me: Me, roster: RosterSync) {
    this.identity = options.identity;
    this.agentName = options.identity.kind === "ApiKey" ? agentNameOf(options) : "";
    this.http = http;
    this.#connection = options.connection;
    this.#me = me;
    this.#roster = roster;
  }

  /** Says who the caller is, checks the roster's root, and syncs. Throws `unauthorized`, `gone`, `tampered` or `unavailable`. */
  static async connect(options: MemberOptions): Promise<Member> {
    const { identity, connection } = options;
    const name = identity.kind === "ApiKey" ? agentNameOf(options) : undefined;
    const http = new Http(connection, authHeaders(identity.kind, identity.authHex, name));
    const face = FACE_OF_KIND[identity.kind];
    // An address that was never reached is more likely wrong than down for a moment.
    const patienceMs = connection.recover ? undefined : FIRST_PATIENCE_MS;
    const me = await http.send("GET", `/v1/${face}/me`, MeSchema, { signal: options.signal, patienceMs });
    if (me.keyId !== identity.id) throw untrusted("takes this key for somebody else's");
    await checkRoot(me, options.trust);
    const roster = new RosterSync(http, face, me.spaceId, options.pins);
    await roster.start(me.root);
    const member = new Member(options, http, me, roster);
    await member.#openSpaceKeys();
    return member;
  }

  get me(): Me {
    return this.#me;
  }

  get inboxAddress(): string {
    return inboxAddress(this.#connection, this.http.baseUrl, this.#me.publicUrl);
  }

  get face(): "agent" | "human" | "guest" {
    return FACE_OF_KIND[this.identity.kind];
  }

  get type(): "Agent" | "Human" | "Guest" {
    return this.#me.type;
  }

  /** The newest verified roster. */
  get roster(): Roster {
    return this.#roster.roster;
  }

  /** The space keys this person's device could open, by epoch; empty for agents and guests. */
  get spaceKeys(): readonly SpaceKey[] {
    return this.#spaceKeys;
  }

  /** Fetches new roster entries, and new space keys when an epoch began. */
  async refreshRoster(): Promise<Roster> {
    const epochs = this.roster.epochs.length;
    const roster = await this.#roster.refresh();
    if (this.type === "Human" && roster.epochs.length > epochs) await this.refreshMe();
    return roster;
  }

  /** Asks again who the caller is, for new space keys and limits. */
  async refreshMe(): Promise<Me> {
    this.#me = await this.http.send("GET", `/v1/${this.face}/me`, MeSchema);
    await this.#openSpaceKeys();
    return this.#me;
  }

  /** The verified log of a session, read from its first item on; kept for the life of this member. */
  async session(sessionId: string): Promise<SessionLog> {
    const opening = this.#logs.get(sessionId) ?? SessionLog.open(this, sessionId);
    this.#logs.set(sessionId, opening);
    try {
      return await opening;
    } catch (error) {
      this.#logs.delete(sessionId);
      throw error;
    }
  }

  async #openSpaceKeys(): Promise<void> {
    if (this.type === "Human") this.#spaceKeys = await openSpaceKeys(this.#me, this.roster, this.identity);
  }
}

/** As the server and the signed header will have it, and as everybody will see it. */
function agentNameOf({ agentName }: MemberOptions): string {
  return agentName?.trim() ? visibleName(agentName) : DEFAULT_AGENT_NAME;
}

async function checkRoot(me: Me, trust: Trust): Promise<void> {
  if ("root" in trust) {
    if (me.root !== trust.root) throw untrusted("shows another space than the one this device joined");
    return;
  }
  const expected = fromBase64Url(await makeVoucher(trust.secret, me.root));
  const voucher = fromBase64Url(me.voucher ?? "");
  if (!expected || !voucher || !equalBytes(expected, voucher))
    throw untrusted("cannot show that this key was made for its space");
}

function untrusted(what: string): HiloopError {
  return new HiloopError("tampered", `The server ${what}.`, {
    advice: "Nothing was sent or accepted. Check the address, and ask whoever made the key.",
  });
}
