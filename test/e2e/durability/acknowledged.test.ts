import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import type { McpProcess } from "../../helpers/mcp-client.ts";
import { type Random, seededRandom } from "../../helpers/seeded-random.ts";
import { type Sandbox, sandbox } from "../../local/sandbox.ts";
import { agentIn, personIn } from "./local-parties.ts";

const SLOW_MS = 60_000;
const MESSAGES = 1_000;
const KILLS = 10;
const CALLS_AT_ONCE = 4;
const SEED = 20_261_122;

test(
  "1,000 messages acknowledged to two agents under repeated kill -9 are all there once, in seq without gaps",
  async () => {
    await using home = await sandbox();
    await using first = await agentIn(home);
    await using second = await agentIn(home);
    const { session_id } = await first.call("create_session", { title: "A long log" });

    const killer = new Killer(home, seededRandom(SEED));
    const texts = Array.from({ length: MESSAGES }, (_, index) => `message ${index}`);
    const sent = await sendAll([first, second], session_id, texts, () => killer.onAcknowledged());

    expect(new Set(killer.killed).size).toBe(KILLS);
    expect(new Set(sent.values()).size).toBe(MESSAGES);
    const log = await (await personIn(home)).session(session_id);
    expect(log.items.map(({ seq }) => seq)).toEqual(
      Array.from({ length: MESSAGES + 1 }, (_, index) => index + 1),
    );
    const read = log.items.flatMap((item) =>
      item.kind === "Message" ? [[item.content, item.id] as const] : [],
    );
    expect(new Map(read)).toEqual(sent);
    expect(rowsOf(home, session_id)).toEqual({ rows: MESSAGES + 1, seqs: MESSAGES + 1, last: MESSAGES + 1 });
  },
  SLOW_MS,
);

/** Sends every text, some calls at a time over both agents; gives the acknowledged id of each. */
async function sendAll(
  agents: McpProcess[],
  session_id: string,
  texts: string[],
  onAcknowledged: () => void,
): Promise<Map<string, string>> {
  const sent = new Map<string, string>();
  const left = texts.values();
  const sendOn = async (agent: McpProcess) => {
    for (const content of left) {
      const result = await agent.call("send_message", { session_id, content });
      if (typeof result.message_id !== "string") throw new Error(`${content}: ${JSON.stringify(result)}`);
      sent.set(content, result.message_id);
      onAcknowledged();
    }
  };
  const senders = agents.flatMap((agent) => Array.from({ length: CALLS_AT_ONCE }, () => sendOn(agent)));
  await Promise.all(senders);
  return sent;
}

/** Kills the server at random numbers of acknowledgements, while other messages are on their way. */
class Killer {
  readonly killed: number[] = [];
  readonly #home: Sandbox;
  readonly #due: Set<number>;
  #acknowledged = 0;

  constructor(home: Sandbox, random: Random) {
    this.#home = home;
    const every = MESSAGES / KILLS;
    // Never so close that the acknowledgements still under way from a dead server could bring on the next.
    const spread = every - 2 * 2 * CALLS_AT_ONCE;
    this.#due = new Set(
      Array.from({ length: KILLS }, (_, index) => index * every + 1 + random.below(spread)),
    );
  }

  onAcknowledged(): void {
    this.#acknowledged++;
    if (!this.#due.has(this.#acknowledged)) return;
    const { pid } = this.#home.server();
    process.kill(pid, "SIGKILL");
    this.killed.push(pid);
  }
}

function rowsOf(home: Sandbox, sessionId: string): unknown {
  using db = new Database(join(home.paths.data, "hiloop.db"), { readonly: true });
  return db
    .query(
      "SELECT count(*) AS rows, count(DISTINCT seq) AS seqs, max(seq) AS last FROM item WHERE session_id = ?",
    )
    .get(sessionId);
}
