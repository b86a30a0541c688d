import * as v from "valibot";
import { formatSecret } from "../../src/crypto/secret.ts";
import { BenchServer } from "./bench-server.ts";
import { Child } from "./child.ts";
import { programCommand } from "./compile.ts";
import { withMostDescriptors } from "./descriptors.ts";
import { descriptorLimit, residentBytes } from "./process-figures.ts";
import type { Row, RowGroup } from "./row.ts";
import { megabytes, milliseconds, Samples } from "./samples.ts";

const BUDGET_BYTES = 5 * 1024;
const BUDGET_WAKE_MS = 5;
const HOLDERS = 2;
/** Held first, so that what the server loads and compiles once is not counted as the waits'. */
const WARM = 2_000;
const SETTLE_MS = 1_500;

const WokenSchema = v.array(v.object({ answeredMs: v.number(), acknowledgedMs: v.number() }));

/** Many requests held by one server, each in its own session: what one costs in memory, and how fast one is woken. */
export const heldWaits: RowGroup = {
  name: "waits",
  async run(bench) {
    const total = bench.quick ? 6_000 : 10_000;
    await using server = await BenchServer.start(bench, HOLDERS);
    await using stack = new AsyncDisposableStack();
    const owner = formatSecret(server.owner);
    const holders = server.apiKeys.map((key) => {
      const command = programCommand("holder", server.url, key, owner, String(total / HOLDERS));
      return stack.use(new Child(withMostDescriptors(command)));
    });
    for (const holder of holders) await holder.line();
    // What making the sessions left in memory would hide what holding costs.
    await server.restart();
    const warmBytes = await hold(server, holders, WARM);
    const fullBytes = await hold(server, holders, total - WARM);
    const held = await server.waits();
    const each = (fullBytes - warmBytes) / (held - WARM);
    const limit = descriptorLimit(server.child.pid);
    return [
      {
        what: `held waits on one server, ${held.toLocaleString("en")} at once`,
        budget: `${total.toLocaleString("en")} at ≤ 5 KB each`,
        figure: `${(each / 1024).toFixed(2)} KB each`,
        met: held === total && each <= BUDGET_BYTES,
        notes: [
          `server RSS ${megabytes(warmBytes)} with ${WARM} held, ${megabytes(fullBytes)} with ${held}; each in a session of its own`,
          `the ceiling here is ${limit ?? "an unknown number of"} file descriptors a process; the limit of waits per key is lifted`,
        ],
        values: { held, bytesEach: each, warmBytes, fullBytes, descriptorLimit: limit ?? 0 },
      },
      wakeRow(await wake(holders, bench.quick ? 200 : 1_000)),
    ];
  },
};

/** The sender hears of the commit at the same moment as the wait does: what the wait's answer takes longer is the waking. */
function wakeRow({ answered, acknowledged, woken }: Woken): Row {
  return {
    what: "waking one of them: committed → the wait's answer",
    budget: `p99 ≤ ${BUDGET_WAKE_MS} ms`,
    figure: `p50 ${milliseconds(woken.median)}, p99 ${milliseconds(woken.percentile(99))}`,
    met: woken.percentile(99) <= BUDGET_WAKE_MS,
    notes: [
      `after the sender's acknowledgement, n = ${woken.count}; from sending, with verifying and one fsync: p50 ${milliseconds(answered.median)}, p99 ${milliseconds(answered.percentile(99))} (the acknowledgement itself p50 ${milliseconds(acknowledged.median)}, p99 ${milliseconds(acknowledged.percentile(99))})`,
    ],
    values: {
      medianMs: woken.median,
      p99Ms: woken.percentile(99),
      fromSendingMedianMs: answered.median,
      fromSendingP99Ms: answered.percentile(99),
    },
  };
}

/** Has that many more waits held; gives the server's memory once it holds them. */
async function hold(server: BenchServer, holders: Child[], more: number): Promise<number> {
  const before = await server.waits();
  for (const holder of holders) holder.send(`hold ${more / holders.length}`);
  for (const holder of holders) await holder.line();
  const deadline = performance.now() + 20_000;
  while ((await server.waits()) < before + more) {
    if (performance.now() > deadline) throw new Error(`Only ${await server.waits()} waits are held.`);
    await Bun.sleep(50);
  }
  await server.tidy();
  await Bun.sleep(SETTLE_MS);
  return residentBytes(server.child.pid);
}

type Woken = { answered: Samples; acknowledged: Samples; woken: Samples };

async function wake(holders: Child[], count: number): Promise<Woken> {
  const result: Woken = { answered: new Samples(), acknowledged: new Samples(), woken: new Samples() };
  for (const holder of holders) {
    holder.send(`wake ${count / holders.length}`);
    for (const { answeredMs, acknowledgedMs } of v.parse(WokenSchema, JSON.parse(await holder.line()))) {
      result.answered.add(answeredMs);
      result.acknowledged.add(acknowledgedMs);
      result.woken.add(answeredMs - acknowledgedMs);
    }
  }
  return result;
}
