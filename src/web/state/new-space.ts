import { Member } from "../../client/member.ts";
import { createSpace } from "../../client/space.ts";
import { deriveIdentity } from "../../crypto/identity.ts";
import { formatSecret, newSecret } from "../../crypto/secret.ts";
import { HiloopError } from "../../protocol/error.ts";
import { newId } from "../../protocol/id.ts";
import { timestamp } from "../../protocol/primitives.ts";
import { browserPins } from "../storage/pin-store.ts";
import { deviceLabel } from "./device-label.ts";
import { connection } from "./network.ts";

/** Everything random of a space that is about to be made: fixed once, so that a retry makes the same one. */
export class NewSpaceDraft {
  readonly #setupToken: string;
  readonly #spaceId = newId();
  readonly #ownerMemberId = newId();
  readonly #at = timestamp();
  readonly #spaceSeed = crypto.getRandomValues(new Uint8Array(32));
  readonly #device = newSecret("Device");
  readonly #recovery = newSecret("Device");

  constructor(setupToken: string) {
    this.#setupToken = setupToken;
  }

  /** Makes the space with this browser as its first device. Throws `conflict` when the server has another. */
  async make(name: string): Promise<{ member: Member; root: string; recoveryCode: string }> {
    const ownerName = name.trim();
    if (ownerName === "") throw new HiloopError("invalid_input", "Please give your name.");
    const { root } = await createSpace({
      connection,
      setupToken: this.#setupToken,
      spaceId: this.#spaceId,
      at: this.#at,
      spaceSeed: this.#spaceSeed,
      owner: { secret: this.#device, memberId: this.#ownerMemberId, name: ownerName, label: deviceLabel() },
      devices: [{ secret: this.#recovery, label: "Recovery code" }],
    });
    const identity = await deriveIdentity(this.#device);
    const member = await Member.connect({ connection, identity, trust: { root }, pins: browserPins });
    return { member, root, recoveryCode: formatSecret(this.#recovery) };
  }
}
