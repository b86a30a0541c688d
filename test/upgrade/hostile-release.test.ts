import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostTarget } from "../../scripts/build/targets.ts";
import { type MadeUpRelease, madeUpRelease, signAgain } from "../helpers/made-up-release.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Installed, installed, UNTOUCHED } from "./installed.ts";
import { fileOf, packed, publish, script } from "./publish.ts";

const SLOW_MS = 60_000;
const NEWEST = "9.1.0";
const canRelease = Bun.which("minisign") !== null;

let release: MadeUpRelease;
let it: Installed;
beforeAll(async () => {
  if (!canRelease) return;
  release = await madeUpRelease("9.0.0");
  it = await installed(release, "9.0.0");
}, SLOW_MS);
afterAll(async () => {
  await it?.[Symbol.asyncDispose]();
  await release?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  if (!canRelease) return;
  release.tamper(undefined);
  release.setLatest(NEWEST);
  await publish(release, NEWEST);
});

const sums = (version = NEWEST) => fileOf(release, version, "SHA256SUMS");
const signature = (version = NEWEST) => fileOf(release, version, "SHA256SUMS.minisig");

async function change(path: string, edit: (text: string) => string): Promise<void> {
  await Bun.write(path, edit(await Bun.file(path).text()));
}

/** Whatever the server answers in the place of the newest archive. */
function serveArchive(answer: () => Response): void {
  release.tamper((path) => (path.endsWith(".tar.gz") ? answer() : undefined));
}

async function publishArchive(archive: Uint8Array): Promise<void> {
  await publish(release, NEWEST, { archive });
}

const REFUSED: [name: string, prepare: () => unknown, sentence: string][] = [
  [
    "a sum that does not fit",
    () => writeFileSync(fileOf(release, NEWEST), "something else"),
    "is not what its publisher signed (its SHA-256 differs)",
  ],
  [
    "a list of sums that was changed",
    () => change(sums(), (text) => text.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))),
    "The signature of the release does not fit",
  ],
  [
    "an archive and its sum that were exchanged together",
    async () => {
      const old = await Bun.file(signature()).text();
      await publishArchive(await packed({ hiloop: "#!/bin/sh\necho evil\n" }));
      await Bun.write(signature(), old);
    },
    "The signature of the release does not fit",
  ],
  [
    "a signature that was damaged",
    () => change(signature(), (text) => text.replace("\nRU", "\nRW")),
    "The signature of the release",
  ],
  [
    "a signature by another key",
    async () => {
      await using other = await tempDir();
      const [key, secret] = [join(other.path, "key.pub"), join(other.path, "key")];
      await Bun.$`minisign -G -W -p ${key} -s ${secret}`.quiet();
      await Bun.$`minisign -S -s ${secret} -m ${sums()} -t ${`hiloop ${NEWEST}`}`.quiet();
    },
    "The signature of the release was made by another key than hiloop's",
  ],
  [
    "a trusted comment that was changed",
    () => change(signature(), (text) => text.replace(`hiloop ${NEWEST}`, "hiloop 9.2.0")),
    "The signature of the release does not fit",
  ],
  [
    "a trusted comment of another version, though rightly signed",
    () => signAgain(release, NEWEST, "hiloop 9.2.0"),
    'is signed as "hiloop 9.2.0", not as hiloop 9.1.0',
  ],
  [
    "an old release under the name of a newer one",
    async () => {
      for (const of of [sums, signature]) await Bun.write(of(), Bun.file(of("9.0.0")));
      release.tamper((path) =>
        path === "latest/download/SHA256SUMS"
          ? new Response(`${"0".repeat(64)}  hiloop-9.1.0-${release.target}.tar.gz\n`)
          : undefined,
      );
    },
    'is signed as "hiloop 9.0.0", not as hiloop 9.1.0',
  ],
  [
    "a list that names another version than its signature",
    async () => {
      await change(sums(), (text) => text.replace(NEWEST, "9.2.0"));
      signAgain(release, NEWEST);
      release.tamper((path) =>
        path.startsWith("latest/")
          ? new Response(`${"0".repeat(64)}  hiloop-9.1.0-${release.target}.tar.gz\n`)
          : undefined,
      );
    },
    "names another archive than its own",
  ],
  ["the old release as the newest", () => release.setLatest("8.9.9"), "is older than this one (9.0.0)"],
  [
    "a newest release without this system",
    () => change(sums(), () => `${"0".repeat(64)}  hiloop-9.1.0-plan9-mips.tar.gz\n`),
    `names no hiloop for ${hostTarget()}`,
  ],
  ["no signature", () => renameSync(signature(), `${signature()}.gone`), "SHA256SUMS.minisig is not there"],
  ["no archive", () => serveArchive(() => new Response("", { status: 404 })), "is not there"],
  [
    "an archive that was cut short",
    () => change(fileOf(release, NEWEST), (text) => text.slice(0, 20)),
    "SHA-256",
  ],
  [
    "a redirect to plain http",
    () => serveArchive(() => Response.redirect("http://192.0.2.1/hiloop.tar.gz", 302)),
    'redirects to "http://192.0.2.1/hiloop.tar.gz", and only https is followed',
  ],
  [
    "redirects without end",
    () => serveArchive(() => Response.redirect(`${release.base}/again.tar.gz`, 302)),
    "redirects without end",
  ],
  [
    "an answer of the server's trouble",
    () => serveArchive(() => new Response("", { status: 503 })),
    "HTTP 503",
  ],
  [
    "an archive that says it is endless",
    () => serveArchive(() => new Response(endless(), { headers: { "content-length": "9000000000" } })),
    "is longer than",
  ],
  [
    "an archive with hiloop in the folder above",
    async () => publishArchive(await packed({ "../hiloop": script(NEWEST) })),
    "cannot be unpacked to one file hiloop",
  ],
  [
    "an archive with a link in the place of hiloop",
    async () => publishArchive(await archiveOfLink()),
    "cannot be unpacked to one file hiloop",
  ],
  [
    "an archive without hiloop",
    async () => publishArchive(await packed({ LICENSE: "MIT" })),
    "cannot be unpacked to one file hiloop",
  ],
  [
    "an archive that is none",
    () => publishArchive(Buffer.from("no archive")),
    "cannot be unpacked to one file hiloop",
  ],
  [
    "a hiloop that says another version",
    () => publish(release, NEWEST, { says: "9.0.5" }),
    'The downloaded hiloop 9.1.0 says that it is "9.0.5"',
  ],
  [
    "a hiloop that does not run",
    async () => publishArchive(await packed({ hiloop: "#!/bin/sh\nexit 1\n" })),
    "The downloaded hiloop 9.1.0 does not run on this computer",
  ],
];

for (const [name, prepare, sentence] of REFUSED) {
  test.skipIf(!canRelease)(`${name} is refused in one sentence, and changes nothing`, async () => {
    await publish(release, "8.9.9");
    await prepare();

    const { code, out, err } = await it.run(["upgrade"]);

    expect(err).toContain(sentence);
    expect(err).toMatch(/^hiloop: [^\n]*; nothing was changed\. [^\n]+\n$/);
    expect({ code: code === 1 || code === 4, out }).toEqual({ code: true, out: "" });
    expect([it.version(), ...it.files()]).toEqual(["9.0.0", ...UNTOUCHED]);
  });
}

test.skipIf(!canRelease)("without tampering that same release is installed", async () => {
  await using other = await installed(release, "9.0.0");
  expect(await other.run(["upgrade"])).toMatchObject({ code: 0 });
  expect(other.version()).toBe(NEWEST);
});

test.skipIf(!canRelease)("a mirror that calls the archive gzip-encoded does no harm", async () => {
  await using other = await installed(release, "9.0.0");
  const headers = { "content-encoding": "gzip" };
  release.tamper(async (path, file) =>
    path.endsWith(".tar.gz") ? new Response(await file.bytes(), { headers }) : undefined,
  );
  expect(await other.run(["upgrade"])).toMatchObject({ code: 0 });
  expect(other.version()).toBe(NEWEST);
});

test.skipIf(!canRelease)("an endless list of sums is given up early", async () => {
  release.tamper(() => new Response(endless()));
  expect((await it.run(["upgrade"])).err).toContain("is longer than the 100000 bytes that it may have");
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(60_000)) });
}

async function archiveOfLink(): Promise<Uint8Array> {
  await using folder = await tempDir();
  symlinkSync("/bin/true", join(folder.path, "hiloop"));
  return await Bun.$`tar -C ${folder.path} -czf - hiloop`.quiet().then(({ stdout }) => stdout);
}
