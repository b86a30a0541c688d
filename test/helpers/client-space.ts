import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../src/client/connection.ts";
import { Member } from "../../src/client/member.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { createSpace } from "../../src/client/space.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { newSecret, type Secret } from "../../src/crypto/secret.ts";
import { newId } from "../../src/protocol/id.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import type { ServerOptions } from "../../src/server/server-options.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";

type Network = NonNullable<Connection["fetch"]>;

/** A real server on a free port with a space of one person, Ada, and two API keys, all through the real client. */
export type ClientSpace = AsyncDisposable & {
  server: RunningServer;
  dataDir: string;
  connection: Connection;
  ownerSecret: Secret;
  apiKey: Secret;
  otherApiKey: Secret;
  ownerMemberId: string;
  apiKeyMemberId: string;
  /** A new member with no memory of the others, over another network if one is given. */
  connect(secret: Secret, agentName?: string, network?: Network): Promise<Member>;
  agent(network?: Network): Promise<Member>;
  owner(network?: Network): Promise<Member>;
};

export async function clientSpace(
  options: Pick<ServerOptions, "clock" | "limits"> = {},
): Promise<ClientSpace> {
  const dataDir = await mkdtemp(join(tmpdir(), "hiloop-test-"));
  const server = await startServer({ dataDir, port: 0, version: "0.0.0-test", ...options });
  const connection: Connection = { baseUrl: server.url };
  const [ownerSecret, apiKey, otherApiKey] = [newSecret("Device"), newSecret("ApiKey"), newSecret("ApiKey")];
  const [ownerMemberId, apiKeyMemberId] = [newId(), newId()];
  await createSpace({
    connection,
    setupToken: server.setupToken ?? "",
    spaceId: newId(),
    at: timestamp(),
    spaceSeed: crypto.getRandomValues(new Uint8Array(32)),
    owner: { secret: ownerSecret, memberId: ownerMemberId, name: "Ada", label: "Test device" },
    apiKeys: [
      { secret: apiKey, memberId: apiKeyMemberId, name: "first key" },
      { secret: otherApiKey, memberId: newId(), name: "other key" },
    ],
  });
  const connect = async (secret: Secret, agentName?: string, network?: Network) =>
    Member.connect({
      connection: network ? { ...connection, fetch: network } : connection,
      identity: await deriveIdentity(secret),
      trust: { secret },
      pins: memoryPins(),
      ...(agentName ? { agentName } : {}),
    });
  return {
    server,
    dataDir,
    connection,
    ownerSecret,
    apiKey,
    otherApiKey,
    ownerMemberId,
    apiKeyMemberId,
    connect,
    agent: (network) => connect(apiKey, "deployer", network),
    owner: (network) => connect(ownerSecret, undefined, network),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
