import { join } from "node:path";
import * as v from "valibot";
import { itemFacts } from "../../src/client/item-facts.ts";
import type { SessionLog } from "../../src/client/session-log.ts";
import { sealItem } from "../../src/crypto/item.ts";
import { StoredItemSchema } from "../../src/protocol/timeline.ts";
import { BenchServer } from "./bench-server.ts";
import { Child } from "./child.ts";
import { programCommand } from "./compile.ts";
import { connectedMcp, newSession } from "./connected-mcp.ts";
import { loadMember } from "./load-member.ts";
import type { McpClient } from "./mcp-client.ts";
import type { RowGroup } from "./row.ts";
import { milliseconds, Samples } from "./samples.ts";

const BUDGET_MEDIAN_MS = 5;
const BUDGET_P99_MS = 20;
/** The first rounds run code that nothing has run before. */
const WARM_ROUNDS = 10;

const BUTTONS = [
  {
    type: "button_group",
    data: {
      buttons: [
        { label: "Approve", action: "approve" },
        { label: "Reject", action: "reject" },
      ],
    },
  },
];
const SentSchema = v.object({ message_id: v.string() });
const AnsweredSchema = v.object({ status: v.literal("answered"), response: v.literal("approve") });

/** A person presses a button: how long until the assistant's waiting tool call has returned over stdio. */
export const click: RowGroup = {
  name: "click",
  async run(bench) {
    await using server = await BenchServer.start(bench, 1);
    await using floor = new Child(programCommand("wait-and-fsync", join(bench.scratch, "floor")));
    const floorUrl = await floor.line();
    await using mcp = await connectedMcp(bench, server, bench.work);
    const person = await loadMember(server.url, server.owner);
    const own = new Samples();
    const bare = new Samples();
    for (let round = -WARM_ROUNDS; round < (bench.quick ? 50 : 300); round++) {
      const log = await person.session(await newSession(mcp, "Deploy"));
      const { elapsedMs, body } = await clickToReturn(server, mcp, log);
      const floorMs = await floorToReturn(floorUrl, body);
      if (round < 0) continue;
      own.add(elapsedMs);
      bare.add(floorMs);
    }
    const median = own.median - bare.median;
    const p99 = own.percentile(99) - bare.percentile(99);
    return [
      {
        what: "click → the waiting tool call returns, over HTTP alone plus one fsync",
        budget: `p50 ≤ ${BUDGET_MEDIAN_MS} ms, p99 ≤ ${BUDGET_P99_MS} ms`,
        figure: `p50 ${milliseconds(median)}, p99 ${milliseconds(p99)}`,
        met: median <= BUDGET_MEDIAN_MS && p99 <= BUDGET_P99_MS,
        notes: [
          `whole way (seal, sign, HTTP, verify, commit, wake, HTTP, verify, open, stdio): p50 ${milliseconds(own.median)}, p99 ${milliseconds(own.percentile(99))}, n = ${own.count}`,
          `HTTP alone plus one fsync, in turns with it: p50 ${milliseconds(bare.median)}, p99 ${milliseconds(bare.percentile(99))}`,
        ],
        values: {
          overMedianMs: median,
          overP99Ms: p99,
          medianMs: own.median,
          p99Ms: own.percentile(99),
          floorMedianMs: bare.median,
          floorP99Ms: bare.percentile(99),
        },
      },
    ];
  },
};

async function clickToReturn(server: BenchServer, mcp: McpClient, log: SessionLog) {
  const asked = { session_id: log.id, content: "Deploy to production?", components: BUTTONS };
  const { message_id } = v.parse(SentSchema, await mcp.call("send_message", asked));
  await log.sync();
  const waiting = mcp.call("await_response", { session_id: log.id, message_id, timeout_seconds: 30 });
  while ((await server.waits()) === 0) await Bun.sleep(2);
  const startedAt = performance.now();
  const body = await press(log, message_id);
  v.parse(AnsweredSchema, await waiting);
  return { elapsedMs: performance.now() - startedAt, body };
}

/** What the inbox does on a click, without showing anything; gives the bytes that went out. */
async function press(log: SessionLog, questionId: string): Promise<string> {
  const question = log.question(questionId);
  if (!question) throw new Error("The question has not arrived.");
  const about = { id: question.id, digest: question.digest };
  const facts = itemFacts(log.member, "Response", log.id, { ...log.seen(), about });
  const response = { action: "approve", via: "inbox" };
  const item = await sealItem(facts, { response }, log.key, log.member.identity);
  void log.member.http.write("POST", `${log.path}/messages/${questionId}/response`, StoredItemSchema, item);
  return JSON.stringify(item);
}

async function floorToReturn(url: string, body: string): Promise<number> {
  const held = fetch(url);
  // The held request has to be there first; nothing tells when it is, and being early is not timed.
  await Bun.sleep(5);
  const startedAt = performance.now();
  void fetch(url, { method: "POST", body });
  await (await held).text();
  return performance.now() - startedAt;
}
