import { emptyRoster, rosterRoot } from "../../src/crypto/roster.ts";
import type { Roster } from "../../src/crypto/roster-member.ts";
import { makeSpaceKey, type SpaceKey, sealSpaceKey } from "../../src/crypto/space-key.ts";
import { newId } from "../../src/protocol/id.ts";
import type { RosterChange } from "../../src/protocol/membership.ts";
import type { ServerOptions } from "../../src/server/server-options.ts";
import { type Answer, send } from "./send.ts";
import { credentialOf, faceOf, headersOf, type TestMember, testMember } from "./test-member.ts";
import { addEntry, signEntries, type TestEntry } from "./test-roster.ts";
import { type TestServer, testServer } from "./test-server.ts";

/** A running server whose space has an owner with one device, an API key and a first space key. */
export type TestSpace = SpaceAt & AsyncDisposable & { server: TestServer };

type Parts = { owner: TestMember; apiKey: TestMember; spaceKey: SpaceKey };

/** A space on some server, and requests to it. */
export type SpaceAt = Parts & {
  url: string;
  spaceId: string;
  roster: Roster;
  /** Sends a request as a member, under its own part of the address: `as(apiKey, "GET", "/me")`. */
  as: (
    member: TestMember,
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ) => Promise<Answer>;
  /** Changes the roster as `signer`; the space's `roster` follows when the server agrees. */
  change: (signer: TestMember, entries: TestEntry[], more?: Partial<RosterChange>) => Promise<Answer>;
};

export async function testSpace(options: Partial<ServerOptions> = {}): Promise<TestSpace> {
  const server = await testServer(options);
  const space = await newSpace(server.url, server.setupToken);
  return Object.assign(space, { server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() });
}

/** Sets a space up on a server that has none. */
export async function newSpace(url: string, token: string): Promise<SpaceAt> {
  const [owner, apiKey] = await Promise.all([
    testMember("Device", "Otto Owner"),
    testMember("ApiKey", "tester"),
  ]);
  const parts: Parts = { owner, apiKey, spaceKey: await makeSpaceKey(1) };
  const spaceId = newId();
  const { change, roster } = await firstChange(spaceId, parts);
  const answer = await send(url, "POST", "/v1/setup", { body: { token, spaceId, change } });
  if (answer.status !== 201) throw new Error(`setup failed: ${answer.text}`);
  const space: SpaceAt = {
    ...parts,
    url,
    spaceId,
    roster,
    as: (member, method, path, body, signal) =>
      send(url, method, `/v1/${faceOf(member)}${path}`, {
        headers: headersOf(member),
        body,
        ...(signal ? { signal } : {}),
      }),
    change: (signer, entries, more) => changeRoster(space, signer, entries, more ?? {}),
  };
  return space;
}

/** The roster change that sets a space up. */
export async function firstChange(
  spaceId: string,
  { owner, apiKey, spaceKey }: Parts,
): Promise<{ change: RosterChange; roster: Roster }> {
  const epoch: TestEntry = { op: "epoch", epoch: 1, hpke: spaceKey.publicKey };
  const wanted = [addEntry(owner), epoch, addEntry(apiKey)];
  const { entries, roster } = await signEntries(emptyRoster(spaceId), wanted, owner);
  const root = rosterRoot(roster);
  const credentials = [await credentialOf(owner, null), await credentialOf(apiKey, root)];
  const recipient = { id: owner.own.id, publicKey: owner.own.hpke };
  const sealings = [await sealSpaceKey(spaceId, spaceKey, recipient, owner.own.id)];
  return { change: { entries, credentials, sealings }, roster };
}

async function changeRoster(
  space: SpaceAt,
  signer: TestMember,
  wanted: TestEntry[],
  more: Partial<RosterChange>,
): Promise<Answer> {
  const { entries, roster } = await signEntries(space.roster, wanted, signer);
  const change = { entries, credentials: [], sealings: [], ...more };
  const answer = await space.as(signer, "POST", "/roster", change);
  if (answer.status === 201) space.roster = roster;
  return answer;
}
