import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { GROUPS } from "./bench/groups.ts";
import type { Bench, Row, RowGroup } from "./bench/row.ts";
import { table } from "./bench/table.ts";

const ROOT = dirname(import.meta.dir);

const USAGE = `Measures hiloop against its budgets, on this machine, everything on loopback and in temporary folders.

  bun run scripts/bench.ts [--quick] [--only NAME]... [--json] [--binary FILE]

  --quick         fewer rounds and smaller loads
  --only NAME     one group of rows: ${GROUPS.map(({ name }) => name).join(", ")}
  --json          the figures as JSON
  --binary FILE   the compiled program (default: dist/hiloop)

Ends with 1 when a budget is missed or a row could not be measured.`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
    binary: { type: "string", default: join(ROOT, "dist", "hiloop") },
    help: { type: "boolean", short: "h", default: false },
  },
});

try {
  if (flags.help) console.log(USAGE);
  else await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const groups = chosenGroups();
  const hiloop = resolve(flags.binary);
  if (!existsSync(hiloop))
    throw new Error(`${hiloop} is not there: run bun run scripts/build.ts --single first.`);
  const cache = join(ROOT, ".cache", "bench");
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "hiloop-bench-"));
  removeAtEnd(scratch);
  const work = join(scratch, "work");
  mkdirSync(work);
  const bench = { quick: flags.quick, hiloop, cache, scratch, work, say: console.error };
  const rows: Row[] = [];
  for (const group of groups) {
    rows.push(...(await measured(group, bench)));
  }
  const processors = cpus();
  const machine = `${process.platform}-${process.arch}, ${processors.length} × ${processors[0]?.model ?? "processor"}, Bun ${Bun.version}`;
  if (flags.json) console.log(JSON.stringify({ machine, quick: flags.quick, rows }, null, 2));
  else console.log(`${machine}${flags.quick ? ", --quick" : ""}\n\n${table(rows)}`);
  process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
}

/** Also when the run is interrupted. */
function removeAtEnd(folder: string): void {
  process.on("exit", () => {
    // Processes that were killed a moment ago may still be writing.
    Bun.sleepSync(50);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
}

function chosenGroups(): readonly RowGroup[] {
  for (const name of flags.only) {
    if (!GROUPS.some((group) => group.name === name)) {
      throw new Error(`--only ${name} is not known: use ${GROUPS.map((group) => group.name).join(", ")}.`);
    }
  }
  return flags.only.length === 0 ? GROUPS : GROUPS.filter(({ name }) => flags.only.includes(name));
}

/** The rows of one group; what could not be measured is a row too. */
async function measured(group: RowGroup, bench: Bench): Promise<Row[]> {
  const startedAt = performance.now();
  bench.say(`${group.name} …`);
  try {
    const rows = await group.run(bench);
    bench.say(`${group.name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
    return rows;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    bench.say(`${group.name} failed: ${error instanceof Error ? error.stack : reason}`);
    const [firstLine = ""] = reason.split("\n");
    return [
      {
        what: group.name,
        budget: "",
        figure: `not measured: ${firstLine}`,
        met: false,
        notes: [],
        values: {},
      },
    ];
  }
}
