import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpRelease, madeUpRelease } from "../helpers/made-up-release.ts";
import { MISSING_SHELLS, SHELLS } from "../helpers/shell.ts";
import { sandbox } from "../local/sandbox.ts";
import { room } from "./room.ts";
import { toolbox } from "./toolbox.ts";

const BOTH = ["hiloop", "hiloop-mcp"];

let release: MadeUpRelease;
beforeAll(async () => {
  release = await madeUpRelease("9.1.0", "9.2.0");
}, 60_000);
afterAll(() => release[Symbol.asyncDispose]());

test.skipIf(MISSING_SHELLS.length > 0)(`no shell is missing (${MISSING_SHELLS})`, () => {
  expect(SHELLS.map(({ name }) => name)).toEqual(["dash", "bash", "busybox sh"]);
});

describe.each(SHELLS)("under $name", ({ command: shell }) => {
  test("it installs, upgrades, downgrades and uninstalls", async () => {
    await using home = await room(release.base);

    for (const [args, piped, version] of [
      [["--version", "v9.1.0"], true, "9.1.0"],
      [[], false, "9.2.0"],
      [["--version", "9.1.0"], true, "9.1.0"],
    ] as const) {
      const { code, out, err } = await home.install([...args], { shell, piped });
      expect({ code, err }).toEqual({
        code: 0,
        err: `Downloading hiloop-${version}-${release.target}.tar.gz ...\n`,
      });
      expect(out).toStartWith(`Installed hiloop ${version} `);
      expect(home.version()).toStartWith(`hiloop ${version} `);
      expect(home.names()).toEqual(BOTH);
      expect(readlinkSync(join(home.bin, "hiloop-mcp"))).toBe("hiloop");
    }

    const { code, out, err } = await home.install(["--uninstall"], { shell, piped: true });
    expect({ code, out, err }).toEqual({ code: 0, out: `Removed hiloop from ${home.bin}.\n`, err: "" });
    expect(home.names()).toEqual([]);
  });
});

test("it says what to paste, and, installed again, nothing of a PATH that has it", async () => {
  await using home = await room(release.base);
  const bin = join(home.folder, `-it's "$HOME" \`id\``);
  release.requests.length = 0;

  const first = await home.install(["--dir", `-it's "$HOME" \`id\``]);
  // Asked once what the latest is: another may become it meanwhile.
  expect(release.requests).toEqual([
    "latest/download/SHA256SUMS",
    `download/v9.2.0/hiloop-9.2.0-${release.target}.tar.gz`,
  ]);
  const second = await home.install(["--dir", bin], { env: { PATH: `${bin}:/usr/bin:/bin` } });

  expect(first.code).toBe(0);
  const config: unknown = JSON.parse(/^ {2}(\{.*)$/m.exec(first.out)?.[1] ?? "");
  expect(config).toEqual({
    mcpServers: { hiloop: { command: join(bin, "hiloop"), args: ["mcp", "--profile", "local"] } },
  });
  const line = /^ {2}(export PATH=.*)$/m.exec(first.out)?.[1] ?? "";
  const env = { PATH: "/usr/bin:/bin" };
  const found = Bun.spawnSync(["/bin/sh", "-c", `${line}; command -v hiloop-mcp`], { env });
  expect(found.stdout.toString()).toBe(`${join(bin, "hiloop-mcp")}\n`);
  expect(second.code).toBe(0);
  expect(second.out).not.toContain("export PATH");
});

test("a running hiloop goes on; the new one is used next", async () => {
  await using old = await sandbox();
  await using home = await room(release.base);
  home.putOld(release.executable("9.1.0"));
  const program = [join(home.bin, "hiloop")];
  await old.run(["agent", "list"], { program });
  const { pid } = old.server();

  const { code } = await home.install([]);

  expect(code).toBe(0);
  expect(JSON.parse((await old.run(["status", "--json"], { program })).out)).toMatchObject({
    version: "9.2.0",
    serverVersion: "9.1.0",
    pid,
  });
});

test("two installations at once leave one whole hiloop", async () => {
  await using home = await room(release.base);

  const both = await Promise.all([home.install([]), home.install(["--version", "9.1.0"])]);

  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(home.version()).toMatch(/^hiloop 9\.[12]\.0 /);
  expect(home.names()).toEqual(BOTH);
});

test.each([
  ["wget, without curl", { wget: "wget", sum: "sha256sum" }],
  ["busybox's wget and shasum, without curl", { wget: "busybox", sum: "shasum" }],
  ["curl and openssl", { curl: "curl", sum: "openssl" }],
])("%s will do, and no HOME when --dir is given", async (_name, tools) => {
  await using home = await room(release.base);
  await using box = await toolbox(Object.values(tools));
  const env = { PATH: box.path, HOME: undefined };
  const bin = join(home.folder, "programs");

  const result = await home.install(["--dir", bin], { env, shell: [box.shell] });

  expect(result).toMatchObject({ code: 0, err: expect.stringMatching(/^Downloading \S+ \.\.\.\n$/) });
  expect(home.version(bin)).toStartWith("hiloop 9.2.0 ");
  expect(home.names(bin)).toEqual(BOTH);
});
