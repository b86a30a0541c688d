import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildStamp } from "./build-stamp.ts";
import { isTargetName, TARGETS, type TargetName } from "./build-targets.ts";
import { withoutAjv } from "./build-without-ajv.ts";

const ROOT = dirname(import.meta.dir);

const USAGE = `Builds hiloop into one executable.

  bun run scripts/build.ts [--outfile FILE] [--entry FILE] [--target NAME]

  --outfile FILE   where it goes (default: dist/hiloop)
  --entry FILE     the program (default: src/main.ts)
  --target NAME    what it runs on: ${Object.keys(TARGETS).join(", ")} (default: host, this machine)`;

interface BuildOptions {
  entry: string;
  outfile: string;
  target: TargetName;
}

async function build({ entry, outfile, target }: BuildOptions): Promise<void> {
  const folder = dirname(outfile);
  mkdirSync(folder, { recursive: true });
  // Built aside, then renamed: a running executable cannot be written over, only replaced. The base name stays the
  // same because it becomes part of the bytes, and equal sources must give equal binaries.
  const scratch = mkdtempSync(join(folder, ".build-"));
  try {
    const built = join(scratch, basename(outfile));
    await Bun.build({
      entrypoints: [entry],
      target: "bun",
      format: "esm",
      bytecode: true,
      // Without it an HTML import is one chunk, and `--version` pays for the server and the SDK.
      splitting: true,
      // Identifiers stay: class and function names are what a stack trace from a user shows.
      minify: { whitespace: true, syntax: true },
      define: { "process.env.NODE_ENV": '"production"', ...buildStamp(ROOT) },
      plugins: [withoutAjv],
      compile: {
        ...TARGETS[target],
        outfile: built,
        // MCP clients start the binary inside cloned repositories: nothing that lies there may run.
        autoloadDotenv: false,
        autoloadBunfig: false,
        execArgv: ["--disallow-code-generation-from-strings=strict"],
      },
    });
    renameSync(built, outfile);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readOptions(): BuildOptions | undefined {
  const { values } = parseArgs({
    options: {
      outfile: { type: "string", default: join(ROOT, "dist", "hiloop") },
      entry: { type: "string", default: join(ROOT, "src", "main.ts") },
      target: { type: "string", default: "host" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  if (!isTargetName(values.target)) {
    throw new Error(`--target ${values.target} is not known: use ${Object.keys(TARGETS).join(" or ")}`);
  }
  return { entry: resolve(values.entry), outfile: resolve(values.outfile), target: values.target };
}

try {
  const options = readOptions();
  if (options) {
    const startedAt = performance.now();
    await build(options);
    const megabytes = Math.round(Bun.file(options.outfile).size / 1e6);
    console.log(`${options.outfile}: ${megabytes} MB in ${Math.round(performance.now() - startedAt)} ms`);
  } else {
    console.log(USAGE);
  }
} catch (error) {
  const problems = error instanceof AggregateError ? error.errors : [error];
  for (const problem of problems) console.error(String(problem));
  process.exitCode = 1;
}
