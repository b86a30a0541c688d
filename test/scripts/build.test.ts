import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..", "..");

const PROGRAM = `
declare const HILOOP_VERSION: string, HILOOP_COMMIT: string, HILOOP_DATE: string;
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
function generated() {
  try { return new Function("return 1")(); } catch (error) { return String(error); }
}
new Server({ name: "probe", version: "1" }, { capabilities: {} });
console.log(JSON.stringify({
  stamp: [HILOOP_VERSION, HILOOP_COMMIT, HILOOP_DATE], generated: generated(),
  environment: process.env["PLANTED"] ?? "clean", mode: process.env.NODE_ENV,
}));
`;

// Inside the checkout, where imports find node_modules.
let folder: string;

function build(outfile: string) {
  const args = [
    process.execPath,
    "scripts/build.ts",
    "--entry",
    join(folder, "probe.ts"),
    "--outfile",
    outfile,
  ];
  const { exitCode, stderr } = Bun.spawnSync(args, { cwd: ROOT });
  expect(stderr.toString()).toBe("");
  expect(exitCode).toBe(0);
}

beforeAll(async () => {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  folder = mkdtempSync(join(ROOT, "dist", ".test-"));
  await Bun.write(join(folder, "probe.ts"), PROGRAM);
  build(join(folder, "probe"));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a binary started in a hostile folder runs nothing of it, and makes no code from strings", async () => {
  const hostile = join(folder, "hostile");
  await Bun.write(join(hostile, "bunfig.toml"), 'preload = ["./planted.js"]\n');
  await Bun.write(join(hostile, "planted.js"), 'console.log("planted");\n');
  await Bun.write(join(hostile, ".env"), "PLANTED=planted\n");

  const { stdout, stderr } = Bun.spawnSync([join(folder, "probe")], { cwd: hostile, env: {} });

  expect(stderr.toString()).toBe("");
  expect(JSON.parse(stdout.toString())).toEqual({
    stamp: [
      packageJson.version,
      expect.any(String),
      expect.stringMatching(/^(unknown|\d{4}-\d\d-\d\dT.{12}Z)$/),
    ],
    generated: expect.stringContaining("EvalError"),
    environment: "clean",
    mode: "production",
  });
});

test("ajv is not in the binary", async () => {
  const bytes = Buffer.from(await Bun.file(join(folder, "probe")).arrayBuffer());
  expect(bytes.includes("AjvJsonSchemaValidator")).toBe(true);
  expect(bytes.includes("addFormats")).toBe(false);
  expect(bytes.includes("strictKeywords")).toBe(false);
});

test("the same sources give the same bytes", async () => {
  build(join(folder, "again", "probe"));
  const [first, second] = await Promise.all(
    ["probe", "again/probe"].map(async (name) => Bun.hash(await Bun.file(join(folder, name)).arrayBuffer())),
  );
  expect(second).toBe(first ?? 0n);
}, 60_000);
