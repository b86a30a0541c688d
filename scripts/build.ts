import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compileHiloop } from "./build/compile-hiloop.ts";
import { hostTarget, isTargetName, TARGET_NAMES, TARGETS, type TargetName } from "./build/targets.ts";

const DIST = resolve(import.meta.dir, "..", "dist");

const USAGE = `Builds hiloop into one executable, for each system it runs on: dist/TARGET/hiloop.

  bun run scripts/build.ts [--target NAME]... [--single] [--outfile FILE]

  --target NAME          only for this one (may be repeated): ${TARGET_NAMES.join(", ")}
  --single               only for this machine, as dist/hiloop
  --outfile FILE         where a single one goes
  --entry FILE           the program (default: src/main.ts)
  --release-version V    the version it says it is (default: that of package.json)
  --release-key FILE     the minisign public key it checks releases with (default: scripts/release/minisign.pub)`;

type Plan = { target: TargetName; outfile: string };

const { values: flags } = parseArgs({
  options: {
    target: { type: "string", multiple: true, default: [] },
    single: { type: "boolean", default: false },
    outfile: { type: "string" },
    entry: { type: "string" },
    "release-version": { type: "string" },
    "release-key": { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

try {
  if (flags.help) console.log(USAGE);
  else for (const plan of plans()) await build(plan);
} catch (error) {
  const problems = error instanceof AggregateError ? error.errors : [error];
  for (const problem of problems) console.error(problem instanceof Error ? problem.message : String(problem));
  process.exitCode = 1;
}

function plans(): Plan[] {
  const unknown = flags.target.find((name) => !isTargetName(name));
  if (unknown !== undefined) {
    throw new Error(`--target ${unknown} is not known: use ${TARGET_NAMES.join(", ")}.`);
  }
  if (flags.single || flags.outfile !== undefined) {
    if (flags.target.length > 1) throw new Error("--single and --outfile are for one target: name one.");
    const target = flags.target.find(isTargetName) ?? hostTarget();
    return [{ target, outfile: resolve(flags.outfile ?? join(DIST, TARGETS[target].executable)) }];
  }
  const targets = flags.target.length > 0 ? flags.target.filter(isTargetName) : TARGET_NAMES;
  return targets.map((target) => ({ target, outfile: join(DIST, target, TARGETS[target].executable) }));
}

async function build({ target, outfile }: Plan): Promise<void> {
  const startedAt = performance.now();
  await compileHiloop({
    target,
    outfile,
    entry: flags.entry === undefined ? undefined : resolve(flags.entry),
    version: flags["release-version"],
    releaseKeyFile: flags["release-key"] === undefined ? undefined : resolve(flags["release-key"]),
  });
  const megabytes = Math.round(Bun.file(outfile).size / 1e6);
  console.log(`${outfile}: ${megabytes} MB in ${Math.round(performance.now() - startedAt)} ms`);
}
