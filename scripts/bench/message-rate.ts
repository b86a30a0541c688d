import * as v from "valibot";
import { BenchServer } from "./bench-server.ts";
import { Child } from "./child.ts";
import { programCommand } from "./compile.ts";
import { processorMs, residentBytes } from "./process-figures.ts";
import type { RowGroup } from "./row.ts";
import { megabytes, milliseconds } from "./samples.ts";

const BUDGET = 1_500;
const SENDERS = 2;
const CONNECTIONS_EACH = 32;
/** Sealed for a first, short run, which tells how many the long one needs. */
const TRIAL_MESSAGES = 4_000;

const SentSchema = v.object({
  accepted: v.number(),
  elapsedMs: v.number(),
  medianMs: v.number(),
  p99Ms: v.number(),
});

/** Sealed messages that one server process verifies, commits with an fsync and acknowledges over HTTP. */
export const messageRate: RowGroup = {
  name: "messages",
  async run(bench) {
    await using server = await BenchServer.start(bench, SENDERS);
    await using senders = new AsyncDisposableStack();
    const children = server.apiKeys.map((key) =>
      senders.use(new Child(programCommand("sender", server.url, key, String(CONNECTIONS_EACH)))),
    );
    for (const child of children) await child.line();
    const trial = await load(children, TRIAL_MESSAGES, 1);
    const seconds = bench.quick ? 3 : 12;
    const before = processorMs(server.child.pid);
    const { rate, elapsedMs, medianMs, p99Ms, accepted } = await load(
      children,
      trial.rate * seconds * 1.3,
      seconds,
    );
    const busy = (processorMs(server.child.pid) - before) / elapsedMs;
    const ranOut = elapsedMs < seconds * 900 ? " (all that were sealed beforehand)" : "";
    return [
      {
        what: "messages accepted, SQLite FULL, one process, over HTTP",
        budget: `≥ ${BUDGET}/s`,
        figure: `${Math.round(rate)}/s over ${(elapsedMs / 1000).toFixed(1)} s`,
        met: rate >= BUDGET,
        notes: [
          `${accepted} sealed messages${ranOut} from ${SENDERS} processes with ${CONNECTIONS_EACH} connections each, each connection its own session`,
          `each acknowledged after ${milliseconds(medianMs)} at the median, p99 ${milliseconds(p99Ms)}; server ${Math.round(busy * 100)} % of a processor, ${megabytes(residentBytes(server.child.pid))}`,
          "the limit of requests per key and minute is lifted for this load",
        ],
        values: { perSecond: rate, seconds: elapsedMs / 1000, accepted, medianMs, p99Ms },
      },
    ];
  },
};

async function load(senders: Child[], messages: number, seconds: number) {
  for (const sender of senders) sender.send(`seal ${Math.ceil(messages / senders.length)}`);
  for (const sender of senders) await sender.line();
  for (const sender of senders) sender.send(`send ${seconds}`);
  const sent = [];
  for (const sender of senders) sent.push(v.parse(SentSchema, JSON.parse(await sender.line())));
  const accepted = sent.reduce((total, one) => total + one.accepted, 0);
  const elapsedMs = Math.max(...sent.map((one) => one.elapsedMs));
  return {
    accepted,
    elapsedMs,
    rate: (accepted / elapsedMs) * 1000,
    medianMs: Math.max(...sent.map((one) => one.medianMs)),
    p99Ms: Math.max(...sent.map((one) => one.p99Ms)),
  };
}
