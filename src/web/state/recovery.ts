import { join } from "../../client/join.ts";
import { Member } from "../../client/member.ts";
import { inviteDevice } from "../../client/membership.ts";
import { deriveIdentity } from "../../crypto/identity.ts";
import { parseSecret } from "../../crypto/secret.ts";
import { HiloopError } from "../../protocol/error.ts";
import { browserPins } from "../storage/pin-store.ts";
import { signIn } from "./account.ts";
import { deviceLabel } from "./device-label.ts";
import { connection } from "./network.ts";

const INVITE_SECONDS = 60;

/**
 * Signs this browser in by a recovery code: the device on paper invites this browser, which makes keys of its
 * own. So the code itself is never kept here and stays valid. Throws when it is not a code, or not of this space.
 */
export async function signInWithCode(code: string): Promise<void> {
  const secret = parseSecret(code);
  if (secret?.kind !== "Device") {
    throw new HiloopError("invalid_input", "This is not a recovery code.", {
      advice: "It starts with hlu_ and has 64 more characters, 0 to 9 and a to f.",
    });
  }
  const identity = await deriveIdentity(secret);
  const paper = await Member.connect({ connection, identity, trust: { secret }, pins: browserPins }).catch(
    unknown,
  );
  const isInvite = paper.roster.members.get(identity.id)?.kind === "Invite";
  const invite = isInvite
    ? secret
    : parseSecret((await inviteDevice(paper, { expiresInSeconds: INVITE_SECONDS })).code);
  if (!invite) throw new HiloopError("internal", "The new device could not be made.");
  const joined = await join({ connection, secret: invite, label: deviceLabel(), pins: browserPins });
  await signIn(joined.member, joined.root);
}

function unknown(error: unknown): never {
  if (!(error instanceof HiloopError) || error.code !== "unauthorized") throw error;
  throw new HiloopError("unauthorized", "This server does not know that code.", {
    advice: "Check that it is the recovery code of this space, and that it was not revoked.",
    cause: error,
  });
}
