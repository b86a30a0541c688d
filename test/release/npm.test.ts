import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, truncate } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { hostTarget } from "../../scripts/build/targets.ts";
import { packageName } from "../../scripts/release/npm/package-files.ts";
import { TOOLS } from "../../src/tools/all.ts";
import { BINARY } from "../helpers/binary.ts";
import { mcpProcess } from "../helpers/mcp-client.ts";
import { runCommand } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { until } from "../helpers/until.ts";
import { type NpmHome, npmHome, npmTarballs, processesIn } from "./npm-client.ts";
import { type NpmRegistry, npmRegistry } from "./npm-registry.ts";
import { sdkClient } from "./sdk-client.ts";

const NPM = Bun.which("npm") && Bun.which("node");
const OWN = packageName(hostTarget());

describe.skipIf(!NPM)("the npm package (skipped without node and npm)", () => {
  const cleanup = new AsyncDisposableStack();
  let registry: NpmRegistry;
  let home: NpmHome;

  beforeAll(async () => {
    const { path } = cleanup.use(await tempDir());
    registry = cleanup.use(await npmRegistry(await npmTarballs(path)));
    home = cleanup.use(await npmHome(registry.url));
    const installed = await npm("install", "--global", "--prefix", join(home.folder, "global"), "hiloop-mcp");
    expect(installed).toMatchObject({ code: 0 });
  }, 60_000);

  afterAll(() => cleanup.disposeAsync());

  function npm(...args: string[]) {
    return run(["npm", ...args]);
  }

  async function run(command: string[], stdin = "") {
    return await runCommand(command, { cwd: home.work, env: home.npmEnv, stdin });
  }

  async function changeManifest(folder: string, change: object): Promise<void> {
    const file = join(folder, "package.json");
    await Bun.write(file, JSON.stringify({ ...(await Bun.file(file).json()), ...change }));
  }

  function globally(name: string): string {
    return join(home.folder, "global", "bin", name);
  }

  test("is npx -y hiloop-mcp in a client: it fetches one program, serves, and leaves no process", async () => {
    await using other = await npmHome(registry.url);
    const before = registry.fetched.length;
    const configured = { command: "npx", args: ["-y", "hiloop-mcp"], cwd: other.work, env: other.npmEnv };
    {
      await using server = await sdkClient(configured);
      const { tools } = await server.client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
      expect(processesIn(other.folder)).not.toEqual([]);
    }
    expect(registry.fetched.slice(before).sort()).toEqual([OWN, "hiloop-mcp"]);
    await until(() => processesIn(other.folder).length === 0);

    await using again = mcpProcess({ ...configured, command: ["npx", "-y", "hiloop-mcp"] });
    await again.initialize();
    again.kill("SIGTERM");
    await again.exited;
    await until(() => processesIn(other.folder).length === 0);
  }, 60_000);

  test("installed globally gives both names, each doing its own", async () => {
    expect((await run([globally("hiloop"), "--version"])).out).toBe(
      Bun.spawnSync([BINARY, "--version"]).stdout.toString(),
    );
    const discover = '{"jsonrpc":"2.0","id":1,"method":"server/discover"}\n';
    const served = await run([globally("hiloop-mcp")], discover);
    expect(served).toMatchObject({ code: 0, err: "", out: expect.stringContaining("-32601") });
  });

  test("hands on arguments, the exit code and both outputs as they are", async () => {
    const usage = await run([globally("hiloop"), "ask", "--no such\tflag"]);
    const direct = Bun.spawnSync([BINARY, "ask", "--no such\tflag"], { env: home.npmEnv });
    expect(usage).toMatchObject({ code: 2, out: "", err: direct.stderr.toString() });
    expect(direct.exitCode).toBe(2);
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    test(`ends on ${signal} as hiloop itself does, and leaves no process`, async () => {
      const codes: number[] = [];
      for (const command of [[BINARY, "mcp"], [globally("hiloop-mcp")]]) {
        await using server = mcpProcess({ command, cwd: home.work, env: home.npmEnv });
        await server.initialize();
        server.kill(signal);
        codes.push(await server.exited);
      }
      expect(codes[1]).toBe(codes[0] ?? -1);
      await until(() => processesIn(globally("")).length === 0);
      expect(processesIn(join(home.folder, "global"))).toEqual([]);
    });
  }

  test("ends when the client closes the pipe that it writes into", async () => {
    const child = Bun.spawn(["sh", "-c", `"${globally("hiloop")}" --help | head -c 1`], {
      env: home.npmEnv,
      stdout: "pipe",
      stderr: "pipe",
    });
    expect(await new Response(child.stdout).text()).toHaveLength(1);
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test("says in one line what to do when npm left the program out", async () => {
    // In a project: for global installations npm takes no notice of the option.
    const project = join(home.folder, "project");
    expect(await npm("install", "--prefix", project, "--omit=optional", "hiloop-mcp")).toMatchObject({
      code: 0,
    });
    const { code, out, err } = await run([join(project, "node_modules/.bin/hiloop-mcp")]);
    expect({ code, out, lines: err.split("\n").length }).toEqual({ code: 1, out: "", lines: 2 });
    expect(err).toContain(`hiloop: the npm package ${OWN}`);
    expect(err).toContain("--omit=optional");
  });

  const BROKEN: [name: string, breaks: (own: string) => Promise<unknown>, said: RegExp][] = [
    [
      "is of another version",
      (own) => changeManifest(own, { version: "0.0.1" }),
      /^hiloop: \S+package\.json is of version 0\.0\.1, not \S+: install hiloop-mcp again\.\n$/,
    ],
    [
      "is not whole",
      (own) => truncate(join(own, "bin/hiloop"), 1_000_000),
      /^hiloop: \S+bin\/hiloop is not whole: install hiloop-mcp again, .*\n$/,
    ],
    [
      "cannot be read",
      (own) => truncate(join(own, "package.json"), 20),
      /^hiloop: the npm package \S+ cannot be read: install hiloop-mcp again\.\n$/,
    ],
    [
      "may not be executed",
      (own) => chmod(join(own, "bin/hiloop"), 0o644),
      /^hiloop: \S+bin\/hiloop may not be executed: install hiloop-mcp again, .*\n$/,
    ],
  ];

  test.each(BROKEN)("says in one line that the program %s", async (_name, breaks, said) => {
    await using folder = await tempDir();
    const project = join(folder.path, "project");
    expect(await npm("install", "--prefix", project, "hiloop-mcp")).toMatchObject({ code: 0 });
    await breaks(join(project, "node_modules", OWN));
    const { code, out, err } = await run([join(project, "node_modules/.bin/hiloop"), "--version"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(said);
  });

  test("takes no program of another version out of NODE_PATH", async () => {
    await using folder = await tempDir();
    const project = join(folder.path, "project");
    await npm("install", "--prefix", project, "--omit=optional", "hiloop-mcp");
    const elsewhere = join(folder.path, "elsewhere");
    const planted = join(elsewhere, OWN);
    await Bun.write(join(planted, "bin/hiloop"), "#!/bin/sh\necho planted\n");
    await chmod(join(planted, "bin/hiloop"), 0o755);
    await Bun.write(join(planted, "package.json"), '{"version":"0.0.1","hiloop":{"programSize":1}}');
    const { code, out, err } = await runCommand([join(project, "node_modules/.bin/hiloop")], {
      cwd: home.work,
      env: { ...home.npmEnv, NODE_PATH: elsewhere },
    });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("is of version 0.0.1, not");
  });

  test("says so on a system that hiloop is not built for", async () => {
    const launcher = join(home.folder, "global/lib/node_modules/hiloop-mcp/bin/hiloop.js");
    const pretend = `Object.defineProperty(process, "platform", { value: "aix" }); require(${JSON.stringify(launcher)})`;
    const { code, err } = await run(["node", "-e", pretend]);
    expect({ code, err }).toEqual({ code: 1, err: `hiloop: hiloop is not built for aix-${process.arch}.\n` });
  });

  test("names exactly this version's programs, and has nothing that runs while it is installed", async () => {
    const { out: manifest } = await npm("view", "hiloop-mcp", "--json");
    const { optionalDependencies, scripts, dependencies } = JSON.parse(manifest);
    expect(scripts).toBeUndefined();
    expect(dependencies).toBeUndefined();
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([packageJson.version]));
    expect(Object.keys(optionalDependencies)).toHaveLength(8);
  });
});
