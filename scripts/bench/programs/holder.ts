import { headersOf, loadMember, secretOf } from "../load-member.ts";
import { expectOk, RawConnection, rawRequest } from "../raw-connection.ts";
import { type SealedSession, sealMessage, sealSession } from "../sealed-session.ts";

/**
 * Waits that are held: `holder URL APIKEY OWNER SESSIONS`. `hold N` holds N more waits, each in a session of its own;
 * `wake N` sends a person's message into N of those sessions, one after the other, and says how long each took.
 */
const WAIT_SECONDS = 55;
const AT_ONCE = 32;
const [url = "", apiKey = "", ownerSecret = "", sessionCount = "0"] = process.argv.slice(2);
const agent = await loadMember(url, secretOf(apiKey));
const person = await loadMember(url, secretOf(ownerSecret));

type Waiter = { session: SealedSession; woken: PromiseWithResolvers<number> };
const sessions: SealedSession[] = [];
const waiters: Waiter[] = [];
let awake = 0;
let closing = false;

await inParallel(Number(sessionCount), await connections(), async (connection) => {
  const session = await sealSession(agent, "Held");
  await expectOk(connection, rawRequest("POST", url, "/v1/agent/sessions", headersOf(agent), session.body));
  sessions.push(session);
});
console.log("ready");

for await (const line of console) {
  const [command, argument] = line.split(" ");
  if (command === "hold") {
    const next = sessions.slice(waiters.length, waiters.length + Number(argument));
    await inParallel(next.length, [...next.keys()].slice(0, AT_ONCE), hold);
    console.log("holding");
  }
  if (command === "wake") console.log(JSON.stringify(await wake(Number(argument))));
}
closing = true;
process.exit(0);

function connections(): Promise<RawConnection[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => RawConnection.open(url)));
}

async function inParallel<Lane>(
  count: number,
  lanes: Lane[],
  work: (lane: Lane) => Promise<void>,
): Promise<void> {
  let left = count;
  await Promise.all(
    lanes.map(async (lane) => {
      while (left-- > 0) await work(lane);
    }),
  );
}

async function hold(): Promise<void> {
  const session = sessions[waiters.length];
  if (!session) return;
  const waiter: Waiter = { session, woken: Promise.withResolvers() };
  waiters.push(waiter);
  void keepWaiting(await RawConnection.open(url), waiter);
}

/** The server ends a wait after a while, as it should; then the same wait is held again. */
async function keepWaiting(connection: RawConnection, { session, woken }: Waiter): Promise<void> {
  for (let after = 1; !closing; ) {
    const path = `/v1/agent/sessions/${session.id}/timeline?after=${after}&wait=${WAIT_SECONDS}`;
    const text = await expectOk(connection, rawRequest("GET", url, path, headersOf(agent)));
    const answeredAt = performance.now();
    const { cursor } = JSON.parse(text);
    if (cursor > after) woken.resolve(answeredAt);
    after = cursor;
  }
}

async function wake(count: number) {
  const connection = await RawConnection.open(url);
  const times: { answeredMs: number; acknowledgedMs: number }[] = [];
  for (const { session, woken } of waiters.slice(awake, awake + count)) {
    const body = JSON.stringify(await sealMessage(person, session, { content: "Go ahead." }));
    const path = `/v1/human/sessions/${session.id}/messages`;
    const request = rawRequest("POST", url, path, headersOf(person), body);
    const sentAt = performance.now();
    await expectOk(connection, request);
    const acknowledgedMs = performance.now() - sentAt;
    times.push({ acknowledgedMs, answeredMs: (await woken.promise) - sentAt });
  }
  awake += count;
  connection.close();
  return times;
}
