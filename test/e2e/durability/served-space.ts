import { Member } from "../../../src/client/member.ts";
import { memoryPins } from "../../../src/client/pins.ts";
import { createSpace } from "../../../src/client/space.ts";
import { deriveIdentity } from "../../../src/crypto/identity.ts";
import { newSecret, type Secret } from "../../../src/crypto/secret.ts";
import { newId } from "../../../src/protocol/id.ts";
import { timestamp } from "../../../src/protocol/primitives.ts";

export type ServedSpace = {
  ownerMemberId: string;
  /** A new member of its own memory: the owner, or the space's one API key as some process has it. */
  owner: () => Promise<Member>;
  agent: () => Promise<Member>;
};

/** A new space of one person and one API key on a server that runs elsewhere. */
export async function servedSpace(baseUrl: string, setupToken: string): Promise<ServedSpace> {
  const [device, apiKey] = [newSecret("Device"), newSecret("ApiKey")];
  const ownerMemberId = newId();
  await createSpace({
    connection: { baseUrl },
    setupToken,
    spaceId: newId(),
    at: timestamp(),
    spaceSeed: crypto.getRandomValues(new Uint8Array(32)),
    owner: { secret: device, memberId: ownerMemberId, name: "Ada", label: "Test device" },
    apiKeys: [{ secret: apiKey, memberId: newId(), name: "key" }],
  });
  const connect = async (secret: Secret, agentName?: string) =>
    Member.connect({
      connection: { baseUrl },
      identity: await deriveIdentity(secret),
      trust: { secret },
      pins: memoryPins(),
      ...(agentName ? { agentName } : {}),
    });
  return { ownerMemberId, owner: () => connect(device), agent: () => connect(apiKey, "deployer") };
}
