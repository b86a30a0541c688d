import { afterAll, beforeAll, describe, test } from "bun:test";
import { packTar } from "modern-tar";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { SHELLS } from "../helpers/shell.ts";
import { type Served, serve, VERSION } from "./made-up-archive.ts";
import { expectRefusal } from "./refusal.ts";
import { room } from "./room.ts";
import { toolbox } from "./toolbox.ts";

// Where bash counts blocks of 1024 bytes, install.sh stops at 400 MB; elsewhere at half of that.
const TOO_MANY_MB = 450;
const MB = 1_000_000;

let release: MadeUpRelease;
beforeAll(async () => {
  release = await madeUpRelease();
});
afterAll(() => release[Symbol.asyncDispose]());

function endless(): Response {
  const piece = new Uint8Array(MB).fill(0x61);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(piece) }));
}

/** A small archive of a hiloop of nothing but zeros: each MB of them is packed alone, so that none takes much memory here. */
async function bomb(): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await packTar([{ header: { name: "hiloop", mode: 0o755, size: 0 } }]);
  const header = whole.slice(0, 512);
  withSize(header, TOO_MANY_MB * MB);
  const zeros = Bun.gzipSync(new Uint8Array(MB));
  const packed = [Bun.gzipSync(header), ...Array.from({ length: TOO_MANY_MB }, () => zeros)];
  return await new Blob(packed).bytes();
}

/** Writes the size into a header of tar, and the sum over the header that goes with it. */
function withSize(header: Uint8Array, size: number): void {
  const put = (text: string, at: number) => new TextEncoder().encodeInto(text, header.subarray(at));
  put(`${size.toString(8).padStart(11, "0")}\0`, 124);
  put(" ".repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
}

const sums = () => `${"0".repeat(64)}  hiloop-${VERSION}-${release.target}.tar.gz\n`;
const TOO_LARGE = String.raw`\(it is larger than any hiloop\): check proxy and mirror, then try again\.$`;

const CASES: [what: string, served: () => Served | Promise<Served>, sentence: string][] = [
  ["a SHA256SUMS without end", () => ({ sums: endless }), "SHA256SUMS could not be fetched"],
  ["an archive without end", () => ({ archive: endless, sums: sums() }), "tar.gz could not be fetched"],
  [
    "an archive that unpacks to far more",
    async () => ({ archive: await bomb() }),
    "tar.gz cannot be unpacked",
  ],
];

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test.each(CASES)(
    "%s is one clear sentence, and the old hiloop stays",
    async (_what, served, sentence) => {
      await using home = await room(release.base);
      home.putOld();
      serve(release, await served());

      expectRefusal(home, await home.install([], { shell }), new RegExp(`${sentence} ${TOO_LARGE}`));
    },
    60_000,
  );
});

test.each(["wget", "busybox"])("with no other than %s, what is endless is ended too", async (program) => {
  await using home = await room(release.base);
  home.putOld();
  await using box = await toolbox([program, "sha256sum", "timeout"]);
  serve(release, { sums: endless });

  const result = await home.install([], { shell: [box.shell], env: { PATH: box.path } });

  expectRefusal(home, result, new RegExp(`SHA256SUMS could not be fetched ${TOO_LARGE}`));
});
