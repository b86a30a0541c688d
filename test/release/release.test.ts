import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { hostTarget } from "../../scripts/build/targets.ts";
import { TOOLS } from "../../src/tools/all.ts";
import { emptyHome } from "../helpers/binary.ts";
import { runCommand } from "../helpers/run-command.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { sdkClient } from "./sdk-client.ts";
import { release, type TrialRelease, trialRelease } from "./trial-release.ts";

const ROOT = join(import.meta.dir, "../..");
const VERSION = packageJson.version;
const TARGET = hostTarget();
const MINISIGN = Bun.which("minisign");
const NODE = Bun.which("node");
const MCPB = join(ROOT, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");

const cleanup = new AsyncDisposableStack();
let made: TrialRelease;
let keys: { publicKeyFile: string; secretKeyFile: string };

beforeAll(async () => {
  const { path } = cleanup.use(await tempDir());
  keys = keyPair(path, "release");
  made = cleanup.use(await trialRelease(MINISIGN ? keys : undefined));
}, 60_000);

afterAll(() => cleanup.disposeAsync());

function keyPair(folder: string, name: string) {
  const files = { publicKeyFile: join(folder, `${name}.pub`), secretKeyFile: join(folder, `${name}.key`) };
  if (MINISIGN) run([MINISIGN, "-G", "-W", "-p", files.publicKeyFile, "-s", files.secretKeyFile]);
  return files;
}

function run(command: string[], cwd = ROOT): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd, stdin: null });
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stdout}${stderr}`);
  return stdout.toString();
}

async function json(name: string) {
  return JSON.parse(await Bun.file(made.path(name)).text());
}

test("the release of one target has every kind of file, and checksums that cover them all", () => {
  const expected = [
    ...["LICENSE", "SHA256SUMS", "THIRD-PARTY-LICENSES.txt"],
    ...(MINISIGN ? ["SHA256SUMS.minisig"] : []),
    ...["hiloop.cdx.json", "hiloop.json", "hiloop.rb", "install.ps1", "install.sh", "npm", "server.json"],
    `hiloop-${VERSION}-${TARGET}.mcpb`,
    `hiloop-${VERSION}-${TARGET}.tar.gz`,
  ];
  const there = readdirSync(made.folder);
  expect(there.sort()).toEqual(expected.sort());
  const covered = run(["sha256sum", "--strict", "-c", "SHA256SUMS"], made.folder).trim().split("\n");
  const files = readdirSync(made.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("SHA256SUMS"))
    .map((entry) => relative(made.folder, join(entry.parentPath, entry.name)));
  expect(files).toContain(`npm/hiloop-mcp-${VERSION}.tgz`);
  expect(covered.sort()).toEqual(files.map((name) => `${name}: OK`).sort());
  for (const name of expected) expect(made.listing).toContain(name === "npm" ? "npm/hiloop-mcp-" : name);
});

test("it says that it is unsigned, and that executables without a key cannot upgrade themselves", async () => {
  await using folder = await tempDir();
  const none = join(folder.path, "none.pub");
  const { code, out } = await release([
    ...["--allow-dirty", "--quick", "--target", TARGET],
    ...["--out", join(folder.path, "release"), "--release-key", none],
  ]);
  expect(code).toBe(0);
  expect(out).toContain("Not signed: ");
  expect(out).toContain(`These executables cannot upgrade themselves: ${none} was not there to build in.`);
});

test("a relative --out is one of the folder that make.sh is called in", async () => {
  await using folder = await tempDir();
  await Bun.write(join(folder.path, "mine/photo.jpg"), "mine");
  const script = join(ROOT, "scripts/release/make.sh");
  const made = await runCommand(["sh", script, "--allow-dirty", "--out", "mine"], { cwd: folder.path });
  expect(made).toMatchObject({ code: 1, err: expect.stringContaining(join(folder.path, "mine")) });
});

test("the archive is flat, holds a hiloop of this commit, and has the commit's time on everything", async () => {
  await using folder = await tempDir();
  run(["tar", "-xzf", made.path(`hiloop-${VERSION}-${TARGET}.tar.gz`)], folder.path);
  expect(readdirSync(folder.path).sort()).toEqual([
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES.txt",
    "hiloop",
  ]);
  const { commit, date } = made.source;
  expect(run([join(folder.path, "hiloop"), "--version"])).toStartWith(`hiloop ${VERSION} (${commit}`);
  for (const name of readdirSync(folder.path)) {
    expect(statSync(join(folder.path, name)).mtime.toISOString()).toBe(date);
  }
});

test("the bundle's server starts as its manifest says, with its settings left empty", async () => {
  await using home = await emptyHome();
  const folder = join(home.folder, "bundle");
  run([process.execPath, MCPB, "unpack", made.path(`hiloop-${VERSION}-${TARGET}.mcpb`), folder]);
  const manifest = await Bun.file(join(folder, "manifest.json")).json();
  const expand = (text: string) =>
    text
      .replace(/\$\{user_config\.(\w+)\}/g, (_, key) => manifest.user_config[key].default)
      .replaceAll(/\$\{__dirname\}/g, folder);
  const { command, args, env } = manifest.server.mcp_config;
  const given = Object.entries<string>(env).map(([name, value]) => [name, expand(value)]);
  expect(Object.fromEntries(given)).toEqual({ HILOOP_API_KEY: "", HILOOP_BASE_URL: "" });

  await using server = await sdkClient({
    command: expand(command),
    args,
    cwd: home.work,
    env: { ...home.env, ...Object.fromEntries(given) },
  });

  const { tools } = await server.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
  expect(manifest.tools.map(({ name }: { name: string }) => name)).toEqual(TOOLS.map(({ name }) => name));
  // A call reaches the space on this computer: what an empty key and an empty address mean.
  const result = await server.client.callTool({ name: "list_sessions", arguments: {} });
  expect(JSON.stringify(result.content)).toContain("sessions");
});

test("the registry entry, the bundle and the npm package say the same of themselves", async () => {
  const entry = await json("server.json");
  const tarball = await new Bun.Archive(
    await Bun.file(made.path(`npm/hiloop-mcp-${VERSION}.tgz`)).bytes(),
  ).files();
  const npm = JSON.parse((await tarball.get("package/package.json")?.text()) ?? "{}");

  expect(npm).toMatchObject({ name: "hiloop-mcp", version: VERSION, mcpName: entry.name });
  expect(npm.scripts).toBeUndefined();
  expect(entry).toMatchObject({ name: "io.github.hi-loop/hiloop", version: VERSION });
  const bundle = `hiloop-${VERSION}-${TARGET}.mcpb`;
  expect(entry.packages).toMatchObject([
    { registryType: "npm", identifier: "hiloop-mcp", version: VERSION },
    {
      registryType: "mcpb",
      identifier: `https://github.com/hi-loop/hiloop/releases/download/v${VERSION}/${bundle}`,
      fileSha256: new Bun.CryptoHasher("sha256")
        .update(await Bun.file(made.path(bundle)).bytes())
        .digest("hex"),
    },
  ]);
});

test("the bill of materials names the runtime and the packages in the program, not those that only build it", async () => {
  const bom = await json("hiloop.cdx.json");
  const licences = await Bun.file(made.path("THIRD-PARTY-LICENSES.txt")).text();
  const purls: string[] = bom.components.map(({ purl }: { purl?: string }) => purl ?? "");
  for (const [name, version] of Object.entries({
    preact: packageJson.dependencies.preact,
    "highlight.js": packageJson.dependencies["highlight.js"],
    "%40modelcontextprotocol/sdk": packageJson.dependencies["@modelcontextprotocol/sdk"],
    bun: packageJson.devDependencies.bun,
  })) {
    expect(purls).toContain(`pkg:npm/${name}@${version}`);
  }
  expect(purls.filter((purl) => /typescript|biome|playwright|ajv|express/.test(purl))).toEqual([]);
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5/);
  expect(bom.metadata.timestamp).toBe(made.source.date);
  expect(licences).toContain(`highlight.js ${packageJson.dependencies["highlight.js"]} (BSD-3-Clause)`);
  expect(licences).toContain("GNU LIBRARY GENERAL PUBLIC LICENSE");
});

test.skipIf(!MINISIGN)("the checksums are signed for that version (skipped without minisign)", () => {
  const said = run(["minisign", "-V", "-p", keys.publicKeyFile, "-m", made.path("SHA256SUMS")]);
  expect(said).toContain(`Trusted comment: hiloop ${VERSION}\n`);
});

test.skipIf(!MINISIGN)(
  "a key that no hiloop would accept signs nothing (skipped without minisign)",
  async () => {
    await using folder = await tempDir();
    const other = keyPair(folder.path, "other");
    const out = join(folder.path, "release");
    const args = ["--allow-dirty", "--out", out, "--minisign-key", other.secretKeyFile];

    const unknown = await release([...args, "--release-key", join(folder.path, "none.pub")]);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("none.pub is not there") });
    const foreign = await release([...args, "--release-key", keys.publicKeyFile]);
    expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining("does not belong to") });
    expect(readdirSync(folder.path)).not.toContain("release");
  },
);

test("a folder that holds something else is left alone, and a wrong flag is named", async () => {
  await using folder = await tempDir();
  const taken = join(folder.path, "photos");
  await mkdir(taken);
  await Bun.write(join(taken, "cat.png"), "meow");
  const refused = await release(["--allow-dirty", "--target", TARGET, "--out", taken]);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("something other than a release") });
  expect(readdirSync(taken)).toEqual(["cat.png"]);

  const unknown = await release(["--target", "amiga"]);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("--target amiga is not known") });
});

test.skipIf(!NODE)(
  "what the workflow tries on every system works here: install, serve, demo, uninstall (skipped without node)",
  async () => {
    const smoke = "scripts/release/smoke";
    const { code, out, err } = await runCommand(
      [NODE ?? "node", `${smoke}/serve-release.mjs`, made.folder, "sh", `${smoke}/smoke.sh`, VERSION],
      { cwd: ROOT, env: { PATH: process.env.PATH ?? "" } },
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).toEndWith("All of it works.\n");
  },
);
