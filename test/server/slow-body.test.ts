import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { timestamp } from "../../src/protocol/primitives.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { faceOf, headersOf, type TestMember } from "../helpers/test-member.ts";
import { type TestSession, testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

/** A request that is let in by its head, and whose body comes only when it is finished. */
async function slowMessage(session: TestSession, member: TestMember) {
  const { url } = session.space;
  const path = `/v1/${faceOf(member)}${session.path}/messages`;
  const body = JSON.stringify(await session.item(member));
  const { port } = new URL(url);
  const socket: Socket = connect(Number(port), "127.0.0.1");
  const answer = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += chunk)).on("close", () => resolve(text));
  });
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: "close",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headersOf(member),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  await new Promise<void>((sent) =>
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body.slice(0, 1)}`, () => sent()),
  );
  // Once this answer is there, the head that was sent before it has been read.
  await session.space.as(member, "GET", "/me");
  return () => {
    socket.write(body.slice(1));
    return answer;
  };
}

test("a guest whose link is revoked while its message is on the way is not heard", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const guest = await testGuest(session);
  const finish = await slowMessage(session, guest);
  await space.as(space.apiKey, "DELETE", `${session.path}/guest-tokens/${guest.memberId}`);
  expect(await finish()).toStartWith("HTTP/1.1 410");
});

test("an API key that is removed while its message is on the way is not heard", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const finish = await slowMessage(session, space.apiKey);
  const { memberId, own } = space.apiKey;
  await space.change(space.owner, [{ op: "remove", memberId, sign: own.sign, hpke: own.hpke }]);
  expect(await finish()).toStartWith("HTTP/1.1 401");
});

test("a guest whose link expires while its message is on the way is not heard", async () => {
  let now = Date.now();
  await using space = await testSpace({ clock: () => now });
  const session = await testSession(space);
  const guest = await testGuest(session, { until: timestamp(now + 1000) });
  const finish = await slowMessage(session, guest);
  now += 1000;
  expect(await finish()).toStartWith("HTTP/1.1 410");
});

test("whenever a guest's link expires, nothing of it is stored from then on", async () => {
  for (let round = 0; round < 12; round++) {
    const start = Date.now();
    const end = timestamp(start + 60_000);
    // In each round the time is over at another of the server's looks at its clock.
    let looksBefore = Number.POSITIVE_INFINITY;
    await using space = await testSpace({ clock: () => (looksBefore-- > 0 ? start : start + 60_000) });
    const session = await testSession(space);
    const guest = await testGuest(session, { until: end });
    looksBefore = round;
    const { status, json } = await session.say(guest);
    looksBefore = 0;
    expect(status === 410 || (status === 201 && json.receivedAt < end)).toBe(true);
    expect((await session.read(space.apiKey)).json.lastSeq).toBe(status === 201 ? 3 : 2);
  }
});
