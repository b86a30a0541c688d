import { Member } from "../../src/client/member.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { parseSecret, type Secret } from "../../src/crypto/secret.ts";
import { authHeaders } from "../../src/protocol/auth-header.ts";

const AGENT_NAME = "bench";

/** The secret of its text form. */
export function secretOf(text: string): Secret {
  const secret = parseSecret(text);
  if (!secret) throw new Error("This is not the text of a secret.");
  return secret;
}

/** A member of the space under load, by its secret. */
export async function loadMember(baseUrl: string, secret: Secret): Promise<Member> {
  return Member.connect({
    connection: { baseUrl },
    identity: await deriveIdentity(secret),
    trust: { secret },
    pins: memoryPins(),
    agentName: AGENT_NAME,
  });
}

/** What this member's requests carry to say who it is. */
export function headersOf({ identity, agentName }: Member): Record<string, string> {
  return authHeaders(identity.kind, identity.authHex, agentName || undefined);
}
