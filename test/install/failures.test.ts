import { afterAll, beforeAll, describe, test } from "bun:test";
import { createServer } from "node:net";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { SHELLS } from "../helpers/shell.ts";
import { archiveOf, type Served, script, serve, VERSION } from "./made-up-archive.ts";
import { expectRefusal } from "./refusal.ts";
import { room } from "./room.ts";

const HEX = "0".repeat(64);
const NO_LIST =
  /^http:\S+\/latest\/download\/SHA256SUMS is not a list of checksums: check proxy and mirror, then try again\.$/;

let release: MadeUpRelease;
let target: string;
let whole: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  release = await madeUpRelease();
  target = release.target;
  whole = await archiveOf(script(`echo "hiloop ${VERSION} (made up)"`));
});
afterAll(() => release[Symbol.asyncDispose]());

type Case = [what: string, served: () => Served | Promise<Served>, sentence: RegExp];

const CASES: Case[] = [
  [
    "an archive that is not what SHA256SUMS says",
    () => ({ archive: whole, sums: `${HEX}  hiloop-${VERSION}-${target}.tar.gz\n` }),
    /^hiloop-9\.9\.9-\S+\.tar\.gz is not what SHA256SUMS says, so nothing was installed: try again, or tell \S+$/,
  ],
  [
    "a SHA256SUMS without this system",
    () => ({ sums: `${HEX}  hiloop-${VERSION}-plan9-x64.tar.gz\n` }),
    /^There is no hiloop for this system \(\S+\) in http:\S+\/latest\/download\/SHA256SUMS\.$/,
  ],
  ["a page instead of SHA256SUMS", () => ({ sums: "<html>Log in</html>" }), NO_LIST],
  ["an empty SHA256SUMS", () => ({ sums: "" }), NO_LIST],
  [
    "a SHA256SUMS with the line ends of Windows",
    () => ({ sums: `${HEX}  hiloop-${VERSION}-${target}.tar.gz\r\n` }),
    NO_LIST,
  ],
  [
    "names in SHA256SUMS that lead elsewhere",
    () => ({
      sums: [
        "../../hiloop",
        `-o/etc/x hiloop`,
        `hiloop-../../9-${target}.tar.gz`,
        `hiloop-9 -o x-${target}.tar.gz`,
      ]
        .map((name) => `${HEX}  ${name}\n`)
        .join(""),
    }),
    /^There is no hiloop for this system /,
  ],
  [
    "two archives for this system in SHA256SUMS",
    () => ({ archive: whole, sums: `${HEX}  hiloop-${VERSION}-${target}.tar.gz\n`.repeat(2) }),
    /is not what SHA256SUMS says/,
  ],
  [
    "a short archive with the right sum",
    () => ({ archive: whole.slice(0, whole.length - 20) }),
    /^hiloop-9\.9\.9-\S+\.tar\.gz cannot be unpacked \(.+\): check /,
  ],
  [
    "an archive that is none",
    () => ({ archive: new TextEncoder().encode("Hello") }),
    / cannot be unpacked \(.+\)/,
  ],
  [
    "an archive without hiloop",
    async () => ({ archive: await archiveOf({ name: "README.md", content: "Hi" }) }),
    / cannot be unpacked \(tar: .*hiloop.*\)/,
  ],
  [
    "a hiloop that is a link",
    async () => ({ archive: await archiveOf({ name: "hiloop", type: "symlink", linkname: "/bin/true" }) }),
    /^The new hiloop does not run on this machine; /,
  ],
  [
    "a hiloop that is a folder",
    async () => ({ archive: await archiveOf({ name: "hiloop", type: "directory" }) }),
    /^The new hiloop does not run on this machine; /,
  ],
  [
    "a hiloop for another machine",
    async () => ({ archive: await archiveOf({ name: "hiloop", content: "\x7fELF\x02\x01\x01\0\0" }) }),
    /^The new hiloop does not run on this machine; what was installed before is untouched\.$/,
  ],
  [
    "a hiloop of another version than its archive says",
    async () => ({ archive: await archiveOf(script('echo "hiloop 9.8.0 (made up)"')) }),
    /^The new hiloop does not run on this machine; /,
  ],
  [
    "a hiloop of a version that only begins as its archive says",
    async () => ({ archive: await archiveOf(script(`echo "hiloop ${VERSION}1 (made up)"`)) }),
    /^The new hiloop does not run on this machine; /,
  ],
  [
    "a hiloop that misses the C++ library, as on Alpine",
    async () => {
      const words =
        "Error loading shared library libstdc++.so.6: No such file or directory (needed by hiloop)";
      return { archive: await archiveOf(script(`echo "${words}" >&2; exit 127`)) };
    },
    /^This system lacks a library that hiloop needs: apk add libstdc\+\+ \(as root\), then try again\.$/,
  ],
  [
    "a release without its archive",
    () => ({
      archive: () => new Response("", { status: 404 }),
      sums: `${HEX}  hiloop-${VERSION}-${target}.tar.gz\n`,
    }),
    /^http:\S+\/download\/v9\.9\.9\/hiloop-9\.9\.9-\S+\.tar\.gz could not be fetched \(404\): is there such a release\? See /,
  ],
  [
    "a server in trouble",
    () => ({ sums: () => new Response("Oops", { status: 503 }) }),
    /^http:\S+SHA256SUMS could not be fetched \(curl: .*503.*\): check network, proxy and tar, then try again\.$/,
  ],
  [
    "a redirect without end",
    () => ({ sums: () => Response.redirect(`${release.base}/latest/download/SHA256SUMS`) }),
    /^http:\S+SHA256SUMS could not be fetched \(curl: .*\): check network/,
  ],
];

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test.each(CASES)("%s is one clear sentence, and the old hiloop stays", async (_what, served, sentence) => {
    await using home = await room(release.base);
    home.putOld();
    serve(release, await served());

    expectRefusal(home, await home.install([], { shell }), sentence);
  });

  test("a version that there is not is one clear sentence", async () => {
    await using home = await room(release.base);
    home.putOld();
    release.tamper(undefined);

    const result = await home.install(["--version", "8.8.8"], { shell, piped: true });

    expectRefusal(
      home,
      result,
      /^http:\S+\/download\/v8\.8\.8\/SHA256SUMS could not be fetched \(404\): is there such a release\? See https:/,
    );
  });

  test("a connection that is cut off is one clear sentence", async () => {
    await using home = await room(release.base);
    home.putOld();
    using server = cutOff();
    const env = { HILOOP_DOWNLOAD_BASE: server.base };

    expectRefusal(
      home,
      await home.install([], { shell, env }),
      /SHA256SUMS could not be fetched \(curl: .+\)/,
    );
  });

  test("a proxy that refuses is one clear sentence", async () => {
    await using home = await room(release.base);
    home.putOld();
    await using proxy = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => new Response("", { status: 407 }),
    });
    const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };

    expectRefusal(
      home,
      await home.install([], { shell, env }),
      /could not be fetched \(curl: .*407.*\): check network, proxy/,
    );
  });

  test("nobody who answers is one clear sentence", async () => {
    await using home = await room(release.base);
    home.putOld();
    const env = { HILOOP_DOWNLOAD_BASE: "http://[::1]:1" };

    expectRefusal(
      home,
      await home.install([], { shell, env }),
      /could not be fetched \(curl: .*connect.*\): check network/,
    );
  });
});

test.each([
  "http://example.com/releases",
  "http://127.0.0.1@example.com",
  "http://127.0.0.1:80@example.com/x",
  "http://localhost.example.com",
  "http://127.0.0.1.example.com",
  "ftp://127.0.0.1/releases",
  "file:///tmp",
  "-o/tmp/x",
  "https://",
  "https:///x",
  "https://exa mple.com",
  "https://example.com\n-o/tmp/x",
])("HILOOP_DOWNLOAD_BASE=%p is refused", async (base) => {
  await using home = await room(base);
  home.putOld();

  const result = await home.install([]);

  expectRefusal(
    home,
    result,
    /^HILOOP_DOWNLOAD_BASE must be an https address \(http on this computer only\): /,
  );
});

/** Promises more than it sends. */
function cutOff(): Disposable & { base: string } {
  const server = createServer((socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc"));
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { base: `http://127.0.0.1:${address.port}`, [Symbol.dispose]: () => server.close() };
}
