import { childEnvironment } from "./child.ts";
import { compileProgram, settleDisk } from "./compile.ts";
import type { RowGroup } from "./row.ts";
import { Samples, times } from "./samples.ts";

const BUDGET = 1.3;

/** From the start of the process to its end, for what people run most and expect least of. */
export const help: RowGroup = {
  name: "help",
  async run(bench) {
    const hello = [compileProgram(bench, "bare-hello")];
    const flags = ["--version", "--help"];
    const series = [hello, ...flags.map((flag) => [bench.hiloop, flag])].map((command) => ({
      command,
      samples: new Samples(),
    }));
    settleDisk();
    const rounds = bench.quick ? 10 : 40;
    for (let round = -1; round < rounds; round++) {
      for (const { command, samples } of series) {
        const elapsedMs = await timeToEnd(command);
        if (round >= 0) samples.add(elapsedMs);
      }
    }
    const bare = series[0]?.samples ?? new Samples();
    return series.slice(1).map(({ command, samples }) => {
      const ratio = samples.median / bare.median;
      return {
        what: `hiloop ${command.at(-1)}, against a bare compiled hello`,
        budget: `≤ ${BUDGET} ×`,
        figure: `${times(ratio)} (of minima ${times(samples.min / bare.min)})`,
        met: ratio <= BUDGET,
        notes: [`hiloop ${samples.spread()}, hello ${bare.spread()}, n = ${rounds}`],
        values: {
          ratio,
          medianMs: samples.median,
          minMs: samples.min,
          bareMedianMs: bare.median,
          bareMinMs: bare.min,
        },
      };
    });
  },
};

async function timeToEnd(command: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = Bun.spawn(command, {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
    env: childEnvironment(),
  });
  await new Response(child.stdout).text();
  const exitCode = await child.exited;
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}.`);
  return performance.now() - startedAt;
}
