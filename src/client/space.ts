import * as v from "valibot";
import { visibleName } from "../components/visible-text.ts";
import { sha256 } from "../crypto/hash.ts";
import { deriveIdentity } from "../crypto/identity.ts";
import { emptyRoster, rosterRoot } from "../crypto/roster.ts";
import type { Secret } from "../crypto/secret.ts";
import { makeSpaceKey } from "../crypto/space-key.ts";
import { type Bytes, toBase64Url, utf8 } from "../protocol/bytes.ts";
import { SETUP_DIGEST_HEADER } from "../protocol/membership.ts";
import type { Connection } from "./connection.ts";
import { Http } from "./http.ts";
import { RosterChangeBuilder } from "./roster-change.ts";

/** Everything a new space is made of. The same inputs give the same roster, so a start that was cut off can be repeated. */
export type NewSpace = {
  connection: Connection;
  /** The server's single-use token. */
  setupToken: string;
  spaceId: string;
  /** Time of every entry (ISO 8601). */
  at: string;
  /** 32 random bytes for the space key of epoch 1. */
  spaceSeed: Bytes;
  owner: { secret: Secret; memberId: string; name: string; label: string };
  /** Further devices of the owner, such as a recovery code. */
  devices?: { secret: Secret; label: string }[];
  apiKeys?: { secret: Secret; memberId: string; name: string }[];
};

/** Sets a server up with its space: the owner's device as entry 0, the space key, then devices and API keys. Throws `conflict` when it has another. */
export async function createSpace(space: NewSpace): Promise<{ spaceId: string; root: string }> {
  const { at, owner } = space;
  const key = await makeSpaceKey(1, space.spaceSeed);
  const ownIdentity = await deriveIdentity(owner.secret);
  const builder = new RosterChangeBuilder(emptyRoster(space.spaceId), ownIdentity);
  const name = visibleName(owner.name);
  const person = { memberId: owner.memberId, kind: "Device", role: "Owner", at } as const;
  await builder.add(owner.secret, { ...person, name: `${name}\n${visibleName(owner.label)}` });
  await builder.entry({ op: "epoch", at, epoch: 1, hpke: key.publicKey });
  await builder.seal(key, { id: ownIdentity.id, publicKey: ownIdentity.hpke });
  for (const device of space.devices ?? []) {
    const identity = await builder.add(device.secret, {
      ...person,
      name: `${name}\n${visibleName(device.label)}`,
    });
    await builder.seal(key, { id: identity.id, publicKey: identity.hpke });
  }
  for (const { secret, memberId, name: keyName } of space.apiKeys ?? []) {
    await builder.add(secret, { memberId, kind: "ApiKey", role: "Agent", name: visibleName(keyName), at });
  }
  const body = JSON.stringify({
    token: space.setupToken,
    spaceId: space.spaceId,
    change: builder.build(),
  });
  const digest = toBase64Url(await sha256(utf8(body)));
  const headers = { "content-type": "application/json", [SETUP_DIGEST_HEADER]: digest };
  await new Http(space.connection, {}).send("POST", "/v1/setup", v.unknown(), { body, headers });
  return { spaceId: space.spaceId, root: rosterRoot(builder.roster) };
}
