// Refuses a folder that holds anything but the release whose SHA256SUMS has this SHA-256:
//   node scripts/release/jobs/check-release.mjs FOLDER [--signed VERSION] [--key FILE] DIGEST...
// Every digest has to be that one. The files have to be exactly those that SHA256SUMS names. With --signed there is also
// a signature, by the publisher's key and for this version. Plain Node, so that it runs the same on every system.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { verifyMinisign } from "./verify-minisign.mjs";

const SUMS = "SHA256SUMS";
const SIGNATURE = `${SUMS}.minisig`;
const LINE = /^([0-9a-f]{64}) {2}((?:npm\/)?[A-Za-z0-9][\w.-]*)$/;

try {
  main();
} catch (error) {
  console.error(`check-release.mjs: ${error.message}`);
  process.exitCode = 1;
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      signed: { type: "string" },
      key: { type: "string", default: fileURLToPath(new URL("../minisign.pub", import.meta.url)) },
    },
  });
  const [folder, ...digests] = positionals;
  if (!folder || digests.length === 0) throw new Error("Give a folder and the SHA-256 of its SHA256SUMS.");
  const sums = readFileSync(join(folder, SUMS));
  for (const digest of digests) checkDigest(sums, digest);
  const named = parse(sums.toString("latin1"));
  const besides = values.signed === undefined ? [SUMS] : [SUMS, SIGNATURE];
  checkList(filesIn(folder), [...named.keys(), ...besides]);
  for (const [name, digest] of named) {
    if (sha256(readFileSync(join(folder, name))) !== digest)
      throw new Error(`${name} is not what ${SUMS} says.`);
  }
  if (values.signed !== undefined) checkSignature(folder, sums, values.signed, values.key);
  console.log(`${named.size} files are exactly those of ${SUMS} ${sha256(sums)}.`);
}

function checkDigest(sums, digest) {
  if (sha256(sums) === digest) return;
  throw new Error(`${SUMS} has the SHA-256 ${sha256(sums)}, and an earlier job said "${digest}".`);
}

function parse(text) {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length === 0) throw new Error(`${SUMS} does not end as a list does.`);
  const named = new Map();
  for (const line of lines) {
    const [, digest, name] = LINE.exec(line) ?? [];
    if (!name) throw new Error(`${SUMS} has a line that names no file of a release: ${JSON.stringify(line)}`);
    if (named.has(name) || name.startsWith(SUMS)) throw new Error(`${SUMS} may not name ${name} here.`);
    named.set(name, digest);
  }
  return named;
}

/** The names of all files, those below npm/ with it. */
function filesIn(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below + entry.name;
    if (entry.isFile()) return [name];
    if (entry.isDirectory() && name === "npm") return filesIn(folder, "npm/");
    throw new Error(`${name} is neither a file of a release nor the folder npm.`);
  });
}

function checkList(there, expected) {
  const foreign = there.filter((name) => !expected.includes(name));
  const missing = expected.filter((name) => !there.includes(name));
  if (foreign.length > 0) throw new Error(`No checksum knows ${foreign.join(", ")}.`);
  if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`);
}

function checkSignature(folder, sums, version, keyFile) {
  const signature = readFileSync(join(folder, SIGNATURE), "utf8");
  const comment = verifyMinisign(readFileSync(keyFile, "utf8"), signature, sums);
  if (comment !== `hiloop ${version}`)
    throw new Error(`${SUMS} is signed as "${comment}", not as hiloop ${version}.`);
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}
