import { expect, test } from "bun:test";
import { join } from "node:path";
import * as v from "valibot";
import { BINARY, emptyHome } from "../../helpers/binary.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { testServer } from "../../helpers/test-server.ts";
import { documentedBlock, substituted } from "./documented-block.ts";

const VERSION = "9.1.0";
const TARGET = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
const ARCHIVE = `hiloop-${VERSION}-${TARGET}.tar.gz`;

const linuxTest = process.platform === "linux" && Bun.which("curl") ? test : test.skip;
const bashTest = Bun.which("bash") ? test : test.skip;

/** A release whose hiloop is a small script, packed and served from loopback as releases are. */
async function release(folder: string, sumOf: (bytes: Uint8Array) => string) {
  const script = join(folder, "hiloop");
  await Bun.write(script, "#!/bin/sh\necho a hiloop\n");
  Bun.spawnSync(["chmod", "755", script]);
  Bun.spawnSync(["tar", "-czf", ARCHIVE, "hiloop"], { cwd: folder });
  const bytes = await Bun.file(join(folder, ARCHIVE)).bytes();
  const sums = `${"0".repeat(64)}  hiloop-${VERSION}-darwin-arm64.tar.gz\n${sumOf(bytes)}  ${ARCHIVE}\n`;
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => new Response(request.url.endsWith("/SHA256SUMS") ? sums : bytes),
  });
}

/** Runs the download step of the documented container file. */
async function downloadStep(folder: string, base: string) {
  const file = await documentedBlock("dockerfile", "FROM");
  const step = file.match(/^RUN (set -eu;.*?[^\\])\n/ms)?.[1]?.replaceAll("\\\n", "");
  if (!step) throw new Error("the container file has no download step");
  const { code, out } = await runCommand(["sh", "-c", step], {
    cwd: folder,
    env: {
      PATH: "/usr/bin:/bin",
      VERSION,
      TARGETARCH: process.arch === "arm64" ? "arm64" : "amd64",
      HILOOP_DOWNLOAD_BASE: base,
    },
  });
  return { code, out };
}

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

linuxTest(
  "the container file's download step takes the right archive, and no other (skipped without curl)",
  async () => {
    await using origin = await tempDir();
    await using good = await tempDir();
    await using server = await release(origin.path, sha256);
    expect(await downloadStep(good.path, server.url.origin)).toEqual({
      code: 0,
      out: `${ARCHIVE}: OK\na hiloop\n`,
    });

    await using bad = await tempDir();
    await using forged = await release(origin.path, (bytes) => sha256(bytes.subarray(1)));
    expect((await downloadStep(bad.path, forged.url.origin)).code).not.toBe(0);
    expect(await Bun.file(join(bad.path, "hiloop")).exists()).toBe(false);
  },
);

bashTest(
  "the container file's health check tells a server that answers from none (skipped without bash)",
  async () => {
    await using server = await testServer({ publicUrl: "https://hiloop.example" });
    const { port } = new URL(server.running().url);
    const file = await documentedBlock("dockerfile", "FROM");
    const command = file.match(/^HEALTHCHECK CMD (.*)$/m)?.[1] ?? "";
    const check = (at: string) => {
      const [program = "", ...args] = v.parse(
        v.array(v.string()),
        JSON.parse(substituted(command, { "4450": at })),
      );
      return Bun.spawn([program, ...args], { stdout: "ignore", stderr: "ignore" }).exited;
    };
    expect(await check(port)).toBe(0);
    await server.running().stop();
    expect(await check(port)).not.toBe(0);
  },
);

test("the container's command is one that hiloop takes", async () => {
  await using home = await emptyHome();
  const file = await documentedBlock("dockerfile", "FROM");
  const [, ...args] = v.parse(v.array(v.string()), JSON.parse(file.match(/^ENTRYPOINT (.*)$/m)?.[1] ?? ""));
  const data = join(home.folder, "server");
  const child = Bun.spawn(
    [
      BINARY,
      ...args.map((arg) => arg.replace("/data/server", data)),
      "--port",
      "0",
      "--public-url",
      "https://h.example",
    ],
    { cwd: home.work, env: home.env, stdout: "pipe", stderr: "ignore" },
  );
  expect(new TextDecoder().decode((await child.stdout.getReader().read()).value)).toBe("https://h.example\n");
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});
