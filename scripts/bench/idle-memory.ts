import { compileProgram } from "./compile.ts";
import { HiloopHome } from "./hiloop-home.ts";
import { McpClient } from "./mcp-client.ts";
import { residentBytes } from "./process-figures.ts";
import type { Bench, RowGroup } from "./row.ts";
import { megabytes, Samples, times } from "./samples.ts";

const BUDGET = 1.8;
/** What a process still does by itself after its first answer is over by then. */
const SETTLE_MS = 2_000;

/** What an assistant that asks nobody anything pays for having hiloop connected. */
export const idleMemory: RowGroup = {
  name: "memory",
  async run(bench) {
    using home = new HiloopHome(bench);
    const bare = new Samples();
    const own = new Samples();
    const bareProgram = compileProgram(bench, "bare-mcp");
    for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
      bare.add(await idleBytes(bench, home, [bareProgram]));
      own.add(await idleBytes(bench, home, [bench.hiloop, "mcp"]));
    }
    const ratio = own.median / bare.median;
    return [
      {
        what: "RSS of an idle hiloop mcp, against the bare binary's",
        budget: `≤ ${BUDGET} ×`,
        figure: `${times(ratio)}, ${megabytes(own.median)}`,
        met: ratio <= BUDGET,
        notes: [
          `bare ${megabytes(bare.median)}; after initialize and tools/list, ${SETTLE_MS / 1000} s idle, n = ${own.count}`,
        ],
        values: { ratio, bytes: own.median, bareBytes: bare.median },
      },
    ];
  },
};

async function idleBytes(bench: Bench, home: HiloopHome, command: string[]): Promise<number> {
  await using client = new McpClient(command, { cwd: bench.work, env: home.env });
  await client.initialize();
  client.notify("notifications/initialized");
  await client.request("tools/list", {});
  await Bun.sleep(SETTLE_MS);
  return residentBytes(client.child.pid);
}
