import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileHiloop } from "../../scripts/build/compile-hiloop.ts";
import { formatSecret } from "../../src/crypto/secret.ts";
import { clientSpace } from "../helpers/client-space.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { answer } from "../helpers/person.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";

// What Debian's libc6-arm64-cross installs: the C library that the emulated program is linked with.
const SYSROOT = "/usr/aarch64-linux-gnu";
const EMULATOR = Bun.which("qemu-aarch64");
const canEmulate = EMULATOR !== null && existsSync(join(SYSROOT, "lib/ld-linux-aarch64.so.1"));

describe.skipIf(!canEmulate)("the binary for linux-arm64, emulated by qemu-user", () => {
  let folder: TempDir;
  let command: string[];

  beforeAll(async () => {
    folder = await tempDir();
    const outfile = join(folder.path, "hiloop");
    await compileHiloop({ target: "linux-arm64", outfile });
    command = [EMULATOR ?? "", "-L", SYSROOT, outfile];
  }, 60_000);
  afterAll(async () => await folder[Symbol.asyncDispose]());

  test("says its version", () => {
    const { stdout, stderr, exitCode } = Bun.spawnSync([...command, "--version"]);
    expect(stderr.toString()).toBe("");
    expect(stdout.toString()).toStartWith("hiloop ");
    expect(exitCode).toBe(0);
  });

  test.each(["BUN_OPTIONS=--version", "BUN_JSC_watchdog=1", "BUN_BE_BUN=1"])(
    "is not ended by %s",
    (variable) => {
      const { exitCode } = Bun.spawnSync([
        EMULATOR ?? "",
        "-E",
        variable,
        ...command.slice(1),
        "status",
        "-x",
      ]);
      expect(exitCode).toBeGreaterThan(0);
    },
  );

  test("asks over MCP and is given the answer: keys, seals and signatures are the same on both", async () => {
    await using space = await clientSpace();
    await using work = await tempDir();
    await using mcp = mcpProcess({
      command: [...command, "mcp"],
      cwd: work.path,
      env: {
        HOME: folder.path,
        HILOOP_BASE_URL: space.server.url,
        HILOOP_API_KEY: formatSecret(space.apiKey),
      },
    });
    await mcp.initialize();
    expect((await mcp.request("tools/list")).result.tools).toHaveLength(11);
    const { session_id } = await mcp.call("create_session", { title: "From another architecture" });
    const { message_id } = await mcp.call("send_message", {
      session_id,
      components: [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "yes" }] } }],
    });

    await answer(await space.owner(), session_id, message_id, { action: "yes" });

    const result = await mcp.call("await_response", { session_id, timeout_seconds: 30 });
    expect(result).toMatchObject({ status: "answered", response: "yes" });
    mcp.end();
    expect(await mcp.exited).toBe(0);
  });
});
