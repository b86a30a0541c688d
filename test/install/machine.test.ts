import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostTarget, TARGET_NAMES } from "../../scripts/build/targets.ts";
import { archiveName } from "../../scripts/release/archive.ts";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { expectRefusal } from "./refusal.ts";
import { room } from "./room.ts";
import { toolbox } from "./toolbox.ts";

const VERSION = "9.9.9";

let release: MadeUpRelease;
beforeAll(async () => {
  release = await madeUpRelease();
  const lines = TARGET_NAMES.map((target) => `${"0".repeat(64)}  ${archiveName(VERSION, target)}\n`);
  release.tamper((path) => (path.endsWith("SHA256SUMS") ? new Response(lines.join("")) : undefined));
});
afterAll(() => release[Symbol.asyncDispose]());

type Machine = {
  uname?: [system: string, machine: string];
  ldd?: string;
  bits?: string;
  translated?: boolean;
};

const GLIBC = 'echo "ldd (GNU libc) 2.36"';
const MUSL = 'echo "musl libc (x86_64)" >&2; exit 1';

/** Programs that answer as those of another machine do. */
function programsOf({ uname: [system, machine] = ["Linux", "x86_64"], ldd, bits, translated }: Machine) {
  return {
    uname: `for flag; do case $flag in -s) echo ${system} ;; -m) echo ${machine} ;; *) echo ${system} ${machine} ;; esac; done`,
    sysctl: translated ? "echo 1" : "exit 1",
    ldd: ldd ?? "exit 127",
    getconf: bits ? `echo ${bits}` : "exit 1",
  };
}

test.each<[string, Machine]>([
  ["linux-x64", { uname: ["Linux", "x86_64"], ldd: GLIBC, bits: "64" }],
  ["linux-x64", { uname: ["Linux", "amd64"], ldd: GLIBC }],
  ["linux-arm64", { uname: ["Linux", "aarch64"], ldd: GLIBC }],
  ["linux-arm64", { uname: ["Linux", "arm64"], ldd: GLIBC }],
  ["linux-x64-musl", { uname: ["Linux", "x86_64"], ldd: MUSL }],
  ["linux-arm64-musl", { uname: ["Linux", "aarch64"], ldd: MUSL, bits: "64" }],
  ["darwin-x64", { uname: ["Darwin", "x86_64"], bits: "64" }],
  ["darwin-arm64", { uname: ["Darwin", "arm64"], bits: "64" }],
  ["darwin-arm64", { uname: ["Darwin", "x86_64"], translated: true }],
])("%s is what a machine that says %j asks for", async (target, machine) => {
  await using home = await room(release.base);
  await using box = await toolbox(["curl", "sha256sum"], programsOf(machine));
  release.requests.length = 0;

  await home.install([], { shell: [box.shell], env: { PATH: box.path } });

  expect(release.requests[1]).toBe(`download/v${VERSION}/hiloop-${VERSION}-${target}.tar.gz`);
});

test.each<[Machine, RegExp]>([
  [
    { uname: ["MINGW64_NT-10.0", "x86_64"] },
    /^On Windows hiloop is installed by install\.ps1, from PowerShell: /,
  ],
  [{ uname: ["MSYS_NT-10.0", "x86_64"] }, /^On Windows /],
  [{ uname: ["CYGWIN_NT-10.0", "x86_64"] }, /^On Windows /],
  [
    { uname: ["FreeBSD", "amd64"] },
    /^There is no hiloop for FreeBSD amd64: it runs on Linux, macOS and Windows, /,
  ],
  [{ uname: ["Linux", "i686"] }, /^There is no hiloop for Linux i686: /],
  [{ uname: ["Linux", "armv7l"] }, /^There is no hiloop for Linux armv7l: /],
  [{ uname: ["Linux", "x86_64"], bits: "32" }, /^This is a 32-bit system, and hiloop needs a 64-bit one\.$/],
])("on a machine that says %j it is one clear sentence", async (machine, sentence) => {
  await using home = await room(release.base);
  home.putOld();
  await using box = await toolbox(["curl", "sha256sum"], programsOf(machine));

  const result = await home.install([], { shell: [box.shell], env: { PATH: box.path } });

  expectRefusal(home, result, sentence);
});

test.each([
  ["neither curl nor wget", ["sha256sum"], [], /^Install curl or wget first\.$/],
  ["nothing to check a sum with", ["curl"], [], /^Install openssl or sha256sum first\.$/],
  ["nothing to unpack with", ["curl", "sha256sum"], ["tar"], /^Install tar first\.$/],
])("with %s it is one clear sentence", async (_what, programs, without, sentence) => {
  await using home = await room(release.base);
  home.putOld();
  await using box = await toolbox(programs, {}, without);

  const result = await home.install([], { shell: [box.shell], env: { PATH: box.path } });

  expectRefusal(home, result, sentence);
});

describe.each(["wget", "busybox"])("with no other than %s", (program) => {
  const install = async (base: string, sentence: RegExp) => {
    await using home = await room(base);
    home.putOld();
    await using box = await toolbox([program, "sha256sum"]);

    const result = await home.install([], { shell: [box.shell], env: { PATH: box.path } });

    expectRefusal(home, result, sentence);
  };

  test("a file that is not there is one clear sentence", () =>
    install(
      release.base,
      /^http:\S+\.tar\.gz could not be fetched \(404\): is there such a release\? See https:/,
    ));

  test("a server that does not answer is one clear sentence", () =>
    install(
      "http://127.0.0.1:1",
      /^http:\S+SHA256SUMS could not be fetched \(.*[Cc]onnect.*\): check network/,
    ));

  test("a server in trouble is one clear sentence", async () => {
    const fetch = () => new Response("", { status: 503 });
    await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
    await install(`http://127.0.0.1:${server.port}`, /could not be fetched \(.*503.*\): check network/);
  });
});

const openssl = Bun.which("openssl");

test.skipIf(!openssl).each([
  ["curl", /SHA256SUMS could not be fetched \(curl: .*certificate.*\): check network/],
  ["busybox", /^This wget checks no certificate: install curl instead\.$/],
])(
  "over TLS with a certificate that nobody vouches for, %s installs nothing (needs openssl)",
  async (program, sentence) => {
    await using home = await room(release.base);
    home.putOld();
    await using box = await toolbox([program, "sha256sum"]);
    await using server = await serveUnvouched(home.folder);
    const env = { PATH: box.path, HILOOP_DOWNLOAD_BASE: `https://127.0.0.1:${server.port}` };

    expectRefusal(home, await home.install([], { shell: [box.shell], env }), sentence);
  },
);

test.skipIf(!openssl).each([
  ["curl", /SHA256SUMS could not be fetched \(curl: .*rotocol.*\): check network/],
  ["wget", /SHA256SUMS leads to plain http, so nothing was installed\.$/],
])("from https, %s follows no redirect to plain http (needs openssl)", async (program, sentence) => {
  await using home = await room(release.base);
  home.putOld();
  await using box = await toolbox([program, "sha256sum"]);
  const plainly = `${release.base}/latest/download/SHA256SUMS`;
  await using server = await serveUnvouched(home.folder, () => Response.redirect(plainly, 302));
  const vouched = join(home.folder, "cert.pem");
  const settings = join(home.folder, "wgetrc");
  writeFileSync(settings, `ca_certificate = ${vouched}\n`);
  const base = `https://localhost:${server.port}`;
  const env = { PATH: box.path, HILOOP_DOWNLOAD_BASE: base, CURL_CA_BUNDLE: vouched, WGETRC: settings };
  release.requests.length = 0;

  expectRefusal(home, await home.install([], { shell: [box.shell], env }), sentence);
  // Wget can only tell of it afterwards.
  expect(release.requests).toEqual(program === "wget" ? ["latest/download/SHA256SUMS"] : []);
});

test.each([
  [
    "curl",
    "case $* in *' --max-time 1800 '*) ;; *) exit 0 ;; esac; echo 'curl: it has a limit' >&2; exit 28",
  ],
  ["timeout", "case $* in '--foreground 1800 wget '*) echo 'wget: it has a limit' >&2; exit 124 ;; esac"],
])("a download that never ends is ended after half an hour (%s)", async (program, body) => {
  await using home = await room(release.base);
  home.putOld();
  const wget = program === "timeout" ? { wget: "exit 0" } : {};
  await using box = await toolbox(["sha256sum"], { ...wget, [program]: body });

  const result = await home.install([], { shell: [box.shell], env: { PATH: box.path } });

  expectRefusal(home, result, /could not be fetched \([a-z]+: it has a limit\): check network/);
});

const sums = () => new Response(`${"0".repeat(64)}  ${archiveName(VERSION, hostTarget())}\n`);

async function serveUnvouched(folder: string, answer = sums) {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = [
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
  ];
  Bun.spawnSync([openssl ?? "", "req", ...made, "-keyout", key, "-out", cert]);
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { key: Bun.file(key), cert: Bun.file(cert) },
    fetch: answer,
  });
}
