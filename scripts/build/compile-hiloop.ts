import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { finishExecutable } from "./finish-executable.ts";
import { buildStamp, type StampOptions, versionOf } from "./stamp.ts";
import { TARGETS } from "./targets.ts";
import { withoutAjv } from "./without-ajv.ts";

const ROOT = dirname(dirname(import.meta.dir));

export type CompileOptions = StampOptions & {
  outfile: string;
  /** Instead of src/main.ts. */
  entry?: string | undefined;
  /** Bun's executable for the target (runtimes.ts). Without it Bun takes itself, or fetches one that nothing checks. */
  runtime?: string | undefined;
};

export type Compiled = {
  /**
   * The packages whose files ended in the executable, as folders below node_modules: one inside another one's folder is
   * a version of its own.
   */
  packages: string[];
};

/** Builds one executable. Throws what Bun reports; then nothing was written. */
export async function compileHiloop(options: CompileOptions): Promise<Compiled> {
  const { outfile, target } = options;
  const folder = dirname(outfile);
  mkdirSync(folder, { recursive: true });
  // Built aside, then renamed: a running executable cannot be written over, only replaced. The base name stays the
  // same because it becomes part of the bytes, and equal sources must give equal binaries.
  const scratch = mkdtempSync(join(folder, ".build-"));
  try {
    const built = join(scratch, basename(outfile));
    const { metafile } = await Bun.build({
      entrypoints: [options.entry ?? join(ROOT, "src", "main.ts")],
      target: "bun",
      format: "esm",
      bytecode: true,
      metafile: true,
      // Without it an HTML import is one chunk, and `--version` pays for the server and the SDK.
      splitting: true,
      // Identifiers stay: class and function names are what a stack trace from a user shows.
      minify: { whitespace: true, syntax: true },
      define: { "process.env.NODE_ENV": '"production"', ...buildStamp(ROOT, options) },
      plugins: [withoutAjv],
      compile: {
        target: TARGETS[target].bun,
        ...(options.runtime === undefined ? {} : { executablePath: options.runtime }),
        outfile: built,
        // MCP clients start the binary inside cloned repositories: nothing that lies there may run.
        autoloadDotenv: false,
        autoloadBunfig: false,
        execArgv: ["--disallow-code-generation-from-strings=strict"],
      },
    });
    await finishExecutable(target, built, versionOf(options));
    renameSync(built, outfile);
    return { packages: packagesIn(Object.keys(metafile?.inputs ?? {})) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function packagesIn(files: string[]): string[] {
  const inFolder = /node_modules\/((?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*)\//;
  return [...new Set(files.flatMap((file) => inFolder.exec(file)?.[1] ?? []))].sort();
}
