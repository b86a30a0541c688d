import { headersOf, loadMember, secretOf } from "../load-member.ts";
import { expectOk, RawConnection, rawRequest } from "../raw-connection.ts";
import { Samples } from "../samples.ts";
import { type SealedSession, sealMessage, sealSession } from "../sealed-session.ts";

/**
 * A load of messages: `sender URL APIKEY CONNECTIONS`. `seal N` makes N messages ready, `send SECONDS` posts them
 * over all connections at once and says how many were accepted.
 */
const [url = "", apiKey = "", connectionCount = "1"] = process.argv.slice(2);
const agent = await loadMember(url, secretOf(apiKey));
const headers = headersOf(agent);
const connections = await Promise.all(
  Array.from({ length: Number(connectionCount) }, () => RawConnection.open(url)),
);
const sessions = await Promise.all(connections.map(createSession));
let ready: Uint8Array[][] = [];
console.log("ready");

for await (const line of console) {
  const [command, argument] = line.split(" ");
  if (command === "seal") {
    ready = await Promise.all(sessions.map((session) => sealed(session, Number(argument) / sessions.length)));
    console.log("sealed");
  }
  if (command === "send") console.log(JSON.stringify(await send(Number(argument))));
}
for (const connection of connections) connection.close();

async function createSession(connection: RawConnection, index: number): Promise<SealedSession> {
  const session = await sealSession(agent, `Load ${index + 1}`);
  await expectOk(connection, rawRequest("POST", url, "/v1/agent/sessions", headers, session.body));
  return session;
}

async function sealed(session: SealedSession, count: number): Promise<Uint8Array[]> {
  const requests: Uint8Array[] = [];
  while (requests.length < count) {
    const content = `Message ${requests.length + 1}: the build is through, 1,204 tests passed.`;
    const body = JSON.stringify(await sealMessage(agent, session, { content }));
    requests.push(rawRequest("POST", url, `/v1/agent/sessions/${session.id}/messages`, headers, body));
  }
  return requests;
}

async function send(seconds: number) {
  const startedAt = performance.now();
  const latencies = new Samples();
  const sendAll = async (connection: RawConnection, requests: Uint8Array[]) => {
    for (const request of requests) {
      const sentAt = performance.now();
      if (sentAt - startedAt > seconds * 1000) return;
      await expectOk(connection, request);
      latencies.add(performance.now() - sentAt);
    }
  };
  await Promise.all(connections.map((connection, index) => sendAll(connection, ready[index] ?? [])));
  return {
    accepted: latencies.count,
    elapsedMs: performance.now() - startedAt,
    medianMs: latencies.median,
    p99Ms: latencies.percentile(99),
  };
}
