import * as v from "valibot";
import { visibleName } from "../components/visible-text.ts";
import { deriveIdentity } from "../crypto/identity.ts";
import { rosterRoot } from "../crypto/roster.ts";
import { newSecret, type Secret } from "../crypto/secret.ts";
import { HiloopError } from "../protocol/error.ts";
import { timestamp } from "../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import { Member } from "./member.ts";
import type { PinStore } from "./pins.ts";
import { RosterChangeBuilder } from "./roster-change.ts";

export type JoinOptions = {
  connection: Connection /** The invite's, from the link's fragment. */;
  secret: Secret /** What to call the new device. */;
  label: string;
  pins: PinStore;
};

/**
 * Turns an invite into a device of its own: one request adds the device and takes the invite out, so a link works once.
 * Throws `unauthorized` or `gone` when it was used or has expired.
 */
export async function join(options: JoinOptions): Promise<{ member: Member; secret: Secret; root: string }> {
  const { connection, pins } = options;
  const invite = await Member.connect({
    connection,
    identity: await deriveIdentity(options.secret),
    trust: { secret: options.secret },
    pins,
  });
  const own = invite.roster.members.get(invite.identity.id);
  if (own?.kind !== "Invite")
    throw new HiloopError("forbidden", "This link is not an invite.", {
      advice: "Ask for a new one, or use `hiloop open`.",
    });
  const newest = invite.spaceKeys[0];
  if (!newest)
    throw new HiloopError("tampered", "The invite does not open the space's key.", {
      advice: "Ask for a new one.",
    });
  const secret = newSecret("Device");
  const builder = new RosterChangeBuilder(invite.roster, invite.identity);
  const { memberId, role } = own;
  const device = await builder.add(secret, {
    memberId,
    role,
    kind: "Device",
    name: `${own.name}\n${visibleName(options.label)}`,
    at: timestamp(),
  });
  await builder.entry({ op: "remove", at: timestamp(), memberId, sign: own.sign, hpke: own.hpke });
  await builder.seal(newest, { id: device.id, publicKey: device.hpke });
  const root = rosterRoot(builder.roster);
  const connect = () => Member.connect({ connection, identity: device, trust: { root }, pins });
  try {
    await invite.http.write("POST", "/v1/human/roster", v.unknown(), builder.build());
  } catch (error) {
    // When only the acknowledgement was lost, the invite is out by its own doing, and the device is in.
    const member = await connect().catch(() => undefined);
    if (member) return { member, secret, root };
    throw error;
  }
  return { member: await connect(), secret, root };
}
