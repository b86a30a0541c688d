import type { ItemFacts } from "../../src/crypto/item.ts";
import { wrapSessionKey } from "../../src/crypto/session-key.ts";
import type { NewGuestToken } from "../../src/protocol/guest-token.ts";
import { newId } from "../../src/protocol/id.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { credentialOf, type TestMember, testMember } from "./test-member.ts";
import type { TestSession } from "./test-session.ts";

type GuestOptions = Partial<Pick<NewGuestToken, "permission" | "history">> & {
  facts?: Partial<ItemFacts>;
  until?: string;
};

const DAY_MS = 86_400_000;

/** A guest and the request body that makes its link, by `maker`. */
export async function newGuest(
  session: TestSession,
  maker: TestMember,
  options: GuestOptions = {},
): Promise<{ guest: TestMember; body: NewGuestToken }> {
  const guest = await testMember("Guest", "Gitta Guest");
  const item = await session.item(
    maker,
    {
      kind: "Guest",
      about: { id: guest.memberId, digest: guest.own.id },
      until: options.until ?? timestamp(Date.now() + DAY_MS),
      id: newId(),
      ...options.facts,
    },
    { guest: { name: guest.name } },
  );
  const recipient = { id: guest.own.id, publicKey: guest.own.hpke };
  const body: NewGuestToken = {
    ...item,
    sign: guest.own.sign,
    hpke: guest.own.hpke,
    permission: options.permission ?? "Answer",
    history: options.history ?? false,
    credential: await credentialOf(guest, "A".repeat(43)),
    keyWrapping: await wrapSessionKey(session.id, session.key, recipient, maker.own.id),
  };
  return { guest, body };
}

/** A guest whose link was made by the session's agent. */
export async function testGuest(session: TestSession, options: GuestOptions = {}): Promise<TestMember> {
  const { guest, body } = await newGuest(session, session.agent, options);
  const made = await session.space.as(session.agent, "POST", `${session.path}/guest-tokens`, body);
  if (made.status !== 201) throw new Error(`no guest link: ${made.text}`);
  return guest;
}
