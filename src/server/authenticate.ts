import { timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { authHash } from "../crypto/identity.ts";
import { AGENT_NAME_HEADER, readAuthHeaders, type SecretKind } from "../protocol/auth-header.ts";
import { utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { isVisible } from "../protocol/hidden-characters.ts";
import { NameSchema } from "../protocol/primitives.ts";
import { lostLink, removedKey } from "../store/lost-access.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";

const UNNAMED_AGENT = "agent";

/** Who sent this request. Throws `unauthorized`, or `gone` for a link that has ended. */
export async function authenticate(context: ServerContext, request: Request): Promise<Caller> {
  const sent = readAuthHeaders(request.headers);
  if (sent === "raw") {
    throw new HiloopError("unauthorized", "A secret was sent instead of the key derived from it.", {
      advice: "It was refused and not logged, but it has left its owner: replace it. Use a hiloop client.",
    });
  }
  if (!sent) {
    throw new HiloopError("unauthorized", "This request carries no key that hiloop knows how to read.", {
      advice: "Send X-API-Key: hlp_auth_… for an agent, or Authorization: Bearer hlu_auth_… for a person.",
    });
  }
  const hash = await authHash(sent.authHex);
  return sent.kind === "Guest" ? guestOf(context, hash) : memberOf(context, hash, sent.kind, request);
}

async function memberOf(
  context: ServerContext,
  hash: string,
  kind: SecretKind,
  request: Request,
): Promise<Caller> {
  const credential = context.space.findCredential(hash);
  const member = credential && context.space.findMember(credential.keyId);
  const kindFits = kind === "ApiKey" ? member?.kind === "ApiKey" : member?.kind !== "ApiKey";
  if (!credential || !member || !kindFits || !sameText(credential.authHash, hash)) throw unknownKey();
  if (!member.active) throw member.kind === "Invite" ? usedInvite() : removedKey();
  const known = { keyId: member.id, memberId: member.memberId, sign: member.sign };
  if (member.kind === "Device") return { type: "Human", ...known };
  if (member.kind === "ApiKey")
    return { type: "Agent", ...known, agent: await agentOf(context, member.memberId, request) };
  if (member.until <= context.now()) {
    throw new HiloopError("gone", `This invitation expired at ${member.until}.`, {
      advice: "Ask whoever sent it for a new one.",
    });
  }
  return { type: "Invite", ...known };
}

async function guestOf(context: ServerContext, hash: string): Promise<Caller> {
  const token = await context.store.guests.findByAuthHash(hash);
  if (!token || !sameText(token.authHash, hash)) throw unknownKey();
  const maker = context.space.findMember(token.createdBy);
  const lost = lostLink(token, context.now(), maker?.active === true);
  if (lost) throw lost;
  return { type: "Guest", keyId: token.keyId, memberId: token.id, sign: token.sign, token };
}

async function agentOf(context: ServerContext, apiKeyId: string, request: Request) {
  return context.agentNames.resolve(apiKeyId, agentName(request.headers.get(AGENT_NAME_HEADER)));
}

function agentName(header: string | null): string {
  if (!header) return UNNAMED_AGENT;
  try {
    const name = decodeURIComponent(header);
    if (v.is(NameSchema, name) && name === name.trim() && isVisible(name)) return name;
  } catch {
    // Falls through to the same refusal.
  }
  throw new HiloopError("invalid_input", `The ${AGENT_NAME_HEADER} header is not a percent-encoded name.`, {
    advice: "Send a name of 1 to 120 characters, all of them visible, encoded like encodeURIComponent does.",
  });
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(utf8(left), utf8(right));
}

function unknownKey(): HiloopError {
  return new HiloopError("unauthorized", "This key is not known to this server.", {
    advice: "Check that it belongs to this server, or have a new one made in the inbox.",
  });
}

function usedInvite(): HiloopError {
  return new HiloopError("gone", "This invitation was already used or withdrawn.", {
    advice: "If that was not you, tell whoever sent it; else ask for a new one.",
  });
}
