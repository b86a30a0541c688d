import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import * as v from "valibot";
import { packTarGz } from "../../../scripts/release/archive.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { job, writeRelease } from "./job.ts";

const TOOLS = Bun.which("npm") && Bun.which("jq") && Bun.which("openssl");
const NAMES = ["@hi-loop/hiloop-linux-arm64", "@hi-loop/hiloop-linux-x64", "hiloop-mcp"];

const PublishSchema = v.looseObject({ name: v.string(), versions: v.record(v.string(), v.unknown()) });
type Published = v.InferOutput<typeof PublishSchema>;

describe.skipIf(!TOOLS)("publish-npm (skipped without npm, jq and openssl)", () => {
  const cleanup = new AsyncDisposableStack();
  const packages = new Map<string, Published>();
  let order: string[] = [];
  let fails = false;
  let registry = "";

  beforeAll(() => {
    const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
    cleanup.defer(() => server.stop(true));
    registry = server.url.href;
  });

  afterAll(() => cleanup.disposeAsync());

  beforeEach(() => {
    packages.clear();
    order = [];
    fails = false;
  });

  async function answer(request: Request): Promise<Response> {
    if (fails) return new Response("busy", { status: 403 });
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    if (request.method === "PUT") {
      const published = v.parse(PublishSchema, await request.json());
      order.push(published.name);
      packages.set(published.name, published);
      return Response.json({ ok: true }, { status: 201 });
    }
    const found = packages.get(name);
    return found ? Response.json(found) : Response.json({ error: "not found" }, { status: 404 });
  }

  async function publish(content: string, version = "1.2.3") {
    await using scratch = await tempDir();
    const release = join(scratch.path, "release");
    const files: Record<string, Uint8Array> = {};
    for (const name of NAMES) {
      const manifest = new TextEncoder().encode(JSON.stringify({ name, version, description: content }));
      const file = { name: "package/package.json", content: manifest, executable: false };
      const packed = await packTarGz([file], { time: new Date("2026-01-01"), quick: true });
      files[`npm/${name.replace("@", "").replace("/", "-")}-${version}.tgz`] = packed;
    }
    await writeRelease(release, files);
    await Bun.write(join(release, "npm/foreign-1.2.3.tgz"), "no list names this");
    const userconfig = join(scratch.path, "npmrc");
    await Bun.write(
      userconfig,
      `${registry.replace("http:", "")}:_authToken=x\nregistry=${registry}\nfetch-retries=0\n`,
    );
    const npm = { npm_config_userconfig: userconfig, npm_config_cache: join(scratch.path, "cache") };
    const env = { ...npm, npm_config_registry: registry, HOME: scratch.path };
    return await job("publish-npm.sh", [release, "1.2.3"], { env });
  }

  test("publishes what the list names, the package that people name last", async () => {
    expect(await publish("one")).toMatchObject({ code: 0 });
    expect(order).toEqual(NAMES);
  }, 60_000);

  test("leaves out what is there already with the same content, and publishes the rest", async () => {
    await publish("one");
    packages.delete("hiloop-mcp");
    order = [];
    const again = await publish("one");
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringContaining("x64@1.2.3 is published already, with the same"),
    });
    expect(order).toEqual(["hiloop-mcp"]);
  }, 60_000);

  test("publishes nothing when a version is there already with other content", async () => {
    await publish("one");
    packages.delete("@hi-loop/hiloop-linux-arm64");
    order = [];
    const other = await publish("two");
    expect(other).toMatchObject({
      code: 1,
      err: expect.stringContaining("is published already, and is not npm/"),
    });
    expect(order).toEqual([]);
  }, 60_000);

  test("publishes nothing when the registry does not say what it has, or a package is of another version", async () => {
    fails = true;
    expect(await publish("one")).toMatchObject({
      code: 1,
      err: expect.stringContaining("could not be asked"),
    });
    fails = false;
    expect(await publish("one", "1.2.4")).toMatchObject({
      code: 1,
      err: expect.stringContaining("hiloop-mcp-1.2.3.tgz"),
    });
    expect(order).toEqual([]);
  }, 60_000);
});
