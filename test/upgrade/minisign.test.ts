import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { verifyMinisign } from "../../src/upgrade/minisign.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";
import { minisignByHand } from "./minisign-by-hand.ts";

const isMissing = !Bun.which("minisign");
const MESSAGE = Buffer.from(`${"0".repeat(64)}  hiloop-9.0.0-linux-x64.tar.gz\n`);
const COMMENT = "hiloop 9.0.0, für alle";

let folder: TempDir;
let publicKey = "";
let signature = "";

beforeAll(async () => {
  folder = await tempDir();
  if (isMissing) return;
  minisign("-G", "-W", "-p", at("key.pub"), "-s", at("key"));
  await Bun.write(at("sums"), MESSAGE);
  minisign("-S", "-s", at("key"), "-m", at("sums"), "-t", COMMENT);
  publicKey = (await Bun.file(at("key.pub")).text()).split("\n")[1] ?? "";
  signature = await Bun.file(at("sums.minisig")).text();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

test.skipIf(isMissing)("a signature of the minisign program gives its trusted comment", async () => {
  expect(await verifyMinisign(publicKey, signature, MESSAGE)).toBe(COMMENT);
});

test.skipIf(isMissing)(
  "the minisign program accepts what is made by the same reading of the format",
  async () => {
    const made = await minisignByHand(MESSAGE, COMMENT);
    expect(await verifyMinisign(made.publicKey, made.signature, MESSAGE)).toBe(COMMENT);

    await Bun.write(at("hand"), MESSAGE);
    await Bun.write(at("hand.minisig"), made.signature);
    expect(minisign("-V", "-m", at("hand"), "-P", made.publicKey)).toContain(`Trusted comment: ${COMMENT}`);
  },
);

test.skipIf(isMissing)("a changed byte anywhere in the message is refused", async () => {
  for (let at = 0; at < MESSAGE.length; at++) {
    const changed = Buffer.from(MESSAGE);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(verifyMinisign(publicKey, signature, changed)).rejects.toThrow("does not fit");
  }
  for (const changed of [MESSAGE.subarray(1), MESSAGE.subarray(0, -1), Buffer.concat([MESSAGE, MESSAGE])]) {
    await expect(verifyMinisign(publicKey, signature, changed)).rejects.toThrow("does not fit");
  }
});

const CHANGES: [name: string, change: (bytes: Buffer, at: number) => Buffer][] = [
  ["another bit", (bytes, at) => bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1)],
  ["another letter", (bytes, at) => bytes.fill(bytes[at] === 0x41 ? "B" : "A", at, at + 1)],
  ["a space", (bytes, at) => bytes.fill(bytes[at] === 0x20 ? "_" : " ", at, at + 1)],
  ["nothing", (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])],
  ["itself twice", (bytes, at) => Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)])],
];

for (const [name, change] of CHANGES) {
  test.skipIf(isMissing)(`${name} in the place of any signed byte of the signature is refused`, async () => {
    const bytes = Buffer.from(signature);
    const comment = "untrusted comment:".length;
    const signed = [...bytes.keys()].filter((at) => at < comment || at >= bytes.indexOf("\n"));
    for (const at of signed.slice(0, -1)) {
      const changed = change(Buffer.from(bytes), at).toString("latin1");
      // What comes out the same is no change: a letter dropped from a pair.
      if (Buffer.from(changed, "latin1").equals(bytes)) continue;
      const text = Buffer.from(changed, "latin1").toString();
      const verdict = verifyMinisign(publicKey, text, MESSAGE);
      await expect(verdict, `${name} at ${at}`).rejects.toMatchObject({ code: "tampered" });
    }
  });
}

test.skipIf(isMissing)("a signature that is cut off anywhere is refused", async () => {
  for (let length = 0; length < signature.length - 1; length++) {
    const verdict = verifyMinisign(publicKey, signature.slice(0, length), MESSAGE);
    await expect(verdict, `the first ${length}`).rejects.toMatchObject({ code: "tampered" });
  }
});

test.skipIf(isMissing)("the untrusted comment may say anything, for nobody reads it", async () => {
  const other = signature.replace(/^untrusted comment: .*/, "untrusted comment: another");
  expect(await verifyMinisign(publicKey, other, MESSAGE)).toBe(COMMENT);
});

test.skipIf(isMissing)("a signature by another key is refused, also under this key's number", async () => {
  const other = await minisignByHand(MESSAGE, COMMENT);
  await expect(verifyMinisign(publicKey, other.signature, MESSAGE)).rejects.toThrow("another key");

  const keyId = Buffer.from(publicKey, "base64").subarray(2, 10);
  const disguised = await minisignByHand(MESSAGE, COMMENT, keyId);
  await expect(verifyMinisign(publicKey, disguised.signature, MESSAGE)).rejects.toThrow("does not fit");
});

test.skipIf(isMissing)("a signature without the hash, the program's older kind, is refused", async () => {
  minisign("-S", "-l", "-s", at("key"), "-m", at("sums"), "-x", at("legacy"), "-t", COMMENT);
  const legacy = await Bun.file(at("legacy")).text();
  await expect(verifyMinisign(publicKey, legacy, MESSAGE)).rejects.toThrow(
    "of a kind that hiloop does not accept",
  );
});

test("what is no public key is said as that", async () => {
  await expect(verifyMinisign("RWQ", "", MESSAGE)).rejects.toThrow("is not a minisign public key");
});

function at(name: string): string {
  return join(folder.path, name);
}

function minisign(...args: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["minisign", ...args], { stdin: null });
  if (exitCode !== 0) throw new Error(`minisign ${args.join(" ")}: ${stderr}`);
  return stdout.toString();
}
