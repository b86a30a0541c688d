import { expect, test } from "bun:test";
import * as v from "valibot";
import { connectGuest, createGuestToken } from "../../src/client/guests.ts";
import { join } from "../../src/client/join.ts";
import { invitePerson, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { parseSecret, type Secret } from "../../src/crypto/secret.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { newerItem } from "../helpers/newer-hiloop.ts";
import { answer } from "../helpers/person.ts";
import { toolCaller } from "../helpers/tool-caller.ts";

const LOOK = { timeout_seconds: 0 };

function secretOf(link: string): Secret {
  const secret = parseSecret(link.split("#").at(-1) ?? "");
  if (!secret) throw new Error("The link holds no secret.");
  return secret;
}

async function asking(space: ClientSpace) {
  const tools = toolCaller(() => space.agent());
  const { session_id } = await tools.call("create_session", { title: "Questions" });
  const ask = (content: string) =>
    tools.call("send_message", { session_id, content, response_required: true });
  return { tools, session_id, ask };
}

test.each(["left out", "given"])(
  "with after %s, an answer of a removed person is told once and hides no later one",
  async (how) => {
    await using space = await clientSpace();
    const { tools, session_id, ask } = await asking(space);
    const owner = await space.owner();
    const invite = await invitePerson(owner, { name: "Bob" });
    const { connection } = space;
    const bob = (
      await join({ connection, secret: secretOf(invite.code), label: "Phone", pins: memoryPins() })
    ).member;
    const [one, two] = [await ask("One?"), await ask("Two?")];
    await answer(bob, session_id, one.message_id, { text: "yes" });
    await removeMember(owner, invite.memberId);
    await answer(owner, session_id, two.message_id, { text: "no" });

    const wait = { session_id, ...(how === "given" ? { after: two.cursor } : {}), ...LOOK };
    expect((await tools.call("await_response", wait)).error).toContain("it counts for nothing");
    expect(await tools.call("await_response", wait)).toMatchObject({ status: "answered", text: "no" });
    const named = await tools.call("await_response", { session_id, message_id: one.message_id, ...LOOK });
    expect(named.error).toContain("it counts for nothing");
  },
);

test.each(["left out", "given"])(
  "with after %s, what a guest sends and nobody can read is told once and hides no answer",
  async (how) => {
    await using space = await clientSpace();
    const { tools, session_id, ask } = await asking(space);
    const { message_id, cursor } = await ask("Well?");
    const { connection } = space;
    const owner = await space.owner();
    const { url } = await createGuestToken(await owner.session(session_id), { name: "Eve" });
    const { member, log } = await connectGuest({ connection, secret: secretOf(url), pins: memoryPins() });
    const { item } = await newerItem(member, log, {}, { content: 17 });
    await member.http.write("POST", `${log.path}/messages`, v.unknown(), item);
    await answer(owner, session_id, message_id, { text: "no" });

    const wait = { session_id, ...(how === "given" ? { after: cursor } : {}), ...LOOK };
    expect((await tools.call("await_response", wait)).error).toContain("has no readable content");
    expect(await tools.call("await_response", wait)).toMatchObject({ status: "answered", text: "no" });
  },
);
