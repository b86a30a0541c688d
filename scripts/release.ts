import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { RELEASE_KEY_FILE } from "./build/stamp.ts";
import { isTargetName, TARGET_NAMES, type TargetName } from "./build/targets.ts";
import { makeRelease } from "./release/make-release.ts";
import { provePublisherKey } from "./release/publisher-key.ts";
import { readSource } from "./release/source.ts";

const ROOT = resolve(import.meta.dir, "..");

const USAGE = `Makes a release of hiloop: everything that is published, in one folder. It publishes nothing.

  bun scripts/release.ts [--target NAME]... [--minisign-key FILE] [--out DIR]

  --target NAME          only for this one (may be repeated): ${TARGET_NAMES.join(", ")}
  --minisign-key FILE    sign SHA256SUMS with this secret key; its password, if any, comes from MINISIGN_PASSWORD
  --release-key FILE     the public key that the executables check releases with (default: ${RELEASE_KEY_FILE})
  --out DIR              where to (default: dist/release)
  --allow-dirty          although files differ from the commit: for a trial
  --quick                compress less, in a fraction of the time: for a trial

Equal commits give equal files: every time in them is the commit's. docs/releasing.md says the rest.`;

try {
  await main();
} catch (error) {
  const problems = error instanceof AggregateError ? error.errors : [error];
  for (const problem of problems) {
    console.error(`release.ts: ${problem instanceof Error ? problem.message : problem}`);
  }
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      target: { type: "string", multiple: true, default: [] },
      "minisign-key": { type: "string" },
      "release-key": { type: "string", default: join(ROOT, RELEASE_KEY_FILE) },
      out: { type: "string", default: join(ROOT, "dist", "release") },
      "allow-dirty": { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (flags.help) return console.log(USAGE);
  // make.sh has changed the folder by now, and says as npm does where it was called.
  const at = (path: string) => resolve(process.env.INIT_CWD ?? "", path);
  const publicKeyFile = at(flags["release-key"]);
  const secretKeyFile = flags["minisign-key"];
  const signingKey =
    secretKeyFile === undefined
      ? undefined
      : { file: at(secretKeyFile), password: process.env.MINISIGN_PASSWORD };
  const targets = chosen(flags.target);
  const source = readSource(ROOT, { allowDirty: flags["allow-dirty"] });
  if (signingKey) await provePublisherKey(signingKey, publicKeyFile);

  const out = at(flags.out);
  const files = await makeRelease({ source, targets, out, signingKey, publicKeyFile, quick: flags.quick });
  for (const { name, size } of files) console.log(`${(size / 1e3).toFixed(1).padStart(9)} kB  ${name}`);
  console.log(`hiloop ${source.version} (${source.commit}) for ${targets.length} targets: ${out}`);
  if (!signingKey) console.log("Not signed: give --minisign-key, or sign SHA256SUMS before it is published.");
  if (!existsSync(publicKeyFile)) {
    console.log(`These executables cannot upgrade themselves: ${publicKeyFile} was not there to build in.`);
  }
}

function chosen(names: readonly string[]): readonly TargetName[] {
  const unknown = names.find((name) => !isTargetName(name));
  if (unknown !== undefined) {
    throw new Error(`--target ${unknown} is not known: use ${TARGET_NAMES.join(", ")}.`);
  }
  return names.length > 0 ? TARGET_NAMES.filter((name) => names.includes(name)) : TARGET_NAMES;
}
