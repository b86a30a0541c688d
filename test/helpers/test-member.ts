import { authHash, deriveIdentity, makeVoucher, type OwnIdentity } from "../../src/crypto/identity.ts";
import { newSecret, type Secret } from "../../src/crypto/secret.ts";
import { authHeaders, type SecretKind } from "../../src/protocol/auth-header.ts";
import { newId } from "../../src/protocol/id.ts";
import type { Credential } from "../../src/protocol/membership.ts";

export type TestMember = { secret: Secret; own: OwnIdentity; memberId: string; name: string };

/** Somebody with a new secret, who is not in any roster yet. */
export async function testMember(kind: SecretKind, name: string, memberId = newId()): Promise<TestMember> {
  const secret = newSecret(kind);
  return { secret, own: await deriveIdentity(secret), memberId, name };
}

/** What the server must know of a member; with a voucher once the roster's root is known. */
export async function credentialOf(member: TestMember, root: string | null): Promise<Credential> {
  const voucher = root === null ? null : await makeVoucher(member.secret, root);
  return { keyId: member.own.id, authHash: await authHash(member.own.authHex), voucher };
}

/** The headers that a member's requests carry; an agent speaks under its name. */
export function headersOf(member: TestMember): Record<string, string> {
  const agentName = member.own.kind === "ApiKey" ? member.name : undefined;
  return authHeaders(member.own.kind, member.own.authHex, agentName);
}

/** `agent`, `human` or `guest`, as the paths have it. */
export function faceOf(member: TestMember): string {
  return { ApiKey: "agent", Device: "human", Guest: "guest" }[member.own.kind];
}
