import { compileProgram, settleDisk } from "./compile.ts";
import { HiloopHome } from "./hiloop-home.ts";
import { McpClient } from "./mcp-client.ts";
import { nodeServers } from "./node-servers.ts";
import type { Bench, Row, RowGroup } from "./row.ts";
import { milliseconds, Samples, times } from "./samples.ts";

const BUDGET_OF_BARE = 2.2;
const BUDGET_OF_NODE = 6;
const BUDGET_OF_NPX = 12;

type Candidate = {
  name: string;
  kind: "hiloop" | "bare" | "node" | "npx";
  command: string[];
  env: Record<string, string>;
  samples: Samples;
};

/** From the start of the process to its answer to `initialize`, every candidate once a round. */
export const startUp: RowGroup = {
  name: "start-up",
  async run(bench) {
    using home = new HiloopHome(bench);
    const candidates = await listCandidates(bench, home);
    settleDisk();
    const rounds = bench.quick ? 5 : 15;
    for (const candidate of candidates) await timeToAnswer(bench, candidate);
    for (let round = 0; round < rounds; round++) {
      for (const candidate of candidates) candidate.samples.add(await timeToAnswer(bench, candidate));
    }
    return rowsOf(candidates);
  },
};

async function listCandidates(bench: Bench, home: HiloopHome): Promise<Candidate[]> {
  const candidate = (
    kind: Candidate["kind"],
    name: string,
    command: string[],
    env = home.env,
  ): Candidate => ({
    kind,
    name,
    command,
    env,
    samples: new Samples(),
  });
  const others = (await nodeServers(bench)).flatMap((server) => [
    candidate("node", `node ${server.name}`, server.viaNode, server.env),
    candidate("npx", `npx ${server.name}`, server.viaNpx, server.env),
  ]);
  return [
    candidate("hiloop", "hiloop mcp", [bench.hiloop, "mcp"]),
    candidate("bare", "bare binary", [compileProgram(bench, "bare-mcp")]),
    ...others,
  ];
}

async function timeToAnswer(bench: Bench, { command, env }: Candidate): Promise<number> {
  const startedAt = performance.now();
  await using client = new McpClient(command, { cwd: bench.work, env });
  await client.initialize();
  return performance.now() - startedAt;
}

function rowsOf(candidates: Candidate[]): Row[] {
  // Of several, the fastest is the one to beat.
  const best = (kind: Candidate["kind"]) => {
    const ranked = candidates
      .filter((candidate) => candidate.kind === kind)
      .toSorted((left, right) => left.samples.median - right.samples.median);
    if (!ranked[0]) throw new Error(`There is no ${kind} to compare with.`);
    return ranked[0];
  };
  const own = best("hiloop").samples;
  const bare = best("bare").samples;
  const notes = candidates.map(({ name, samples }) => `${name} ${samples.spread()}, n = ${samples.count}`);
  const ofBare = own.median / bare.median;
  const faster = (kind: "node" | "npx", budget: number): Row => {
    const { name, samples } = best(kind);
    const ratio = samples.median / own.median;
    return {
      what: `spawn → initialize, against ${name}`,
      budget: `≥ ${budget} × faster`,
      figure: `${times(ratio)} (of minima ${times(samples.min / own.min)})`,
      met: ratio >= budget,
      notes: [],
      values: { ratio, medianMs: samples.median, minMs: samples.min },
    };
  };
  return [
    {
      what: "spawn → initialize, against a bare binary",
      budget: `≤ ${BUDGET_OF_BARE} ×`,
      figure: `${times(ofBare)} (of minima ${times(own.min / bare.min)}), ${milliseconds(own.median)}`,
      met: ofBare <= BUDGET_OF_BARE,
      notes,
      values: {
        ratio: ofBare,
        medianMs: own.median,
        minMs: own.min,
        bareMedianMs: bare.median,
        bareMinMs: bare.min,
      },
    },
    faster("node", BUDGET_OF_NODE),
    faster("npx", BUDGET_OF_NPX),
  ];
}
