import { join } from "node:path";
import { compileHiloop } from "../build/compile-hiloop.ts";
import { hostTarget, TARGET_NAMES, TARGETS, type TargetName } from "../build/targets.ts";
import { packArchive } from "../release/archive.ts";
import { sha256 } from "../release/checksums.ts";
import type { Bench, Row, RowGroup } from "./row.ts";
import { Samples } from "./samples.ts";

const BUDGET_MB = 58;
const BUDGETED: TargetName = "linux-x64";
const MB = 1e6;

/** For each target: how large, how long it takes to build, and whether two builds in two folders are the same bytes. */
export const release: RowGroup = {
  name: "release",
  async run(bench) {
    const targets = bench.quick ? [...new Set([BUDGETED, hostTarget()])] : TARGET_NAMES;
    const rows: Row[] = [];
    for (const target of targets) rows.push(await measure(bench, target));
    return rows;
  },
};

async function measure(bench: Bench, target: TargetName): Promise<Row> {
  const samples = new Samples();
  const { executable, archive: kind } = TARGETS[target];
  // The first build of a target may fetch its runtime, so it is not timed.
  const first = await build(join(bench.scratch, target, executable), target);
  const builds: Uint8Array[] = [first];
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now();
    const content = await build(join(bench.scratch, target, `again-${round}`, executable), target);
    samples.add(performance.now() - startedAt);
    builds.push(content);
  }
  const identical = new Set(builds.map(sha256)).size === 1;
  const archive = await packArchive(target, [{ name: executable, content: first, executable: true }], {
    time: new Date("2026-01-01"),
  });
  const [rawMb, archiveMb] = [first.length / MB, archive.length / MB];
  const small = target !== BUDGETED || archiveMb <= BUDGET_MB;
  return {
    what: `${target}: ${kind}, same bytes again`,
    budget: target === BUDGETED ? `≤ ${BUDGET_MB} MB, identical` : "identical",
    figure: `${archiveMb.toFixed(1)} MB (raw ${rawMb.toFixed(1)}), ${identical ? `${builds.length} of ${builds.length} identical` : "differ"}`,
    met: identical && small,
    notes: [`built in ${samples.spread()}, n = ${samples.count}`],
    values: {
      archiveMb,
      rawMb,
      identical: Number(identical),
      buildMedianMs: samples.median,
      buildMinMs: samples.min,
    },
  };
}

async function build(outfile: string, target: TargetName): Promise<Uint8Array> {
  await compileHiloop({ target, outfile });
  return await Bun.file(outfile).bytes();
}
