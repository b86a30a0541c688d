import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { packTarGz } from "../../../scripts/release/archive.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { job, sha256 } from "./job.ts";

const TOOLS = Bun.which("jq") && Bun.which("curl");
const PACKAGES = [
  { registryType: "npm", identifier: "hiloop-mcp", version: "1.2.3", transport: { type: "stdio" } },
  {
    registryType: "mcpb",
    identifier: "https://example.com/a.mcpb",
    fileSha256: "ab",
    transport: { type: "stdio" },
  },
];
const ENTRY = { name: "io.github.hi-loop/hiloop", version: "1.2.3", description: "d", packages: PACKAGES };
const ADDRESS = "/v0.1/servers/io.github.hi-loop%2Fhiloop/versions/1.2.3";
/** Says by which arguments it was called. */
const PUBLISHER = '#!/bin/sh\necho "called $*"\n';

async function publish(there: { status: number; entry?: object }, digest?: string) {
  await using scratch = await tempDir();
  const file = { name: "mcp-publisher", content: new TextEncoder().encode(PUBLISHER), executable: true };
  const publisher = await packTarGz([file], { time: new Date("2026-01-01"), quick: true });
  await Bun.write(join(scratch.path, "server.json"), JSON.stringify(ENTRY));
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/publisher.tar.gz") return new Response(new Uint8Array(publisher));
      if (pathname !== ADDRESS) return new Response("lost", { status: 500 });
      return Response.json({ server: there.entry, _meta: {} }, { status: there.status });
    },
  });
  const REGISTRY = server.url.origin;
  const env = {
    REGISTRY,
    PUBLISHER: `${REGISTRY}/publisher.tar.gz`,
    PUBLISHER_SHA256: digest ?? sha256(publisher),
  };
  return await job("publish-registry.sh", [scratch.path, "1.2.3"], { env });
}

describe.skipIf(!TOOLS)("publish-registry (skipped without jq and curl)", () => {
  test("publishes a version that the registry does not have", async () => {
    expect(await publish({ status: 404 })).toEqual({
      code: 0,
      out: "called login github-oidc\ncalled publish\n",
      err: "",
    });
  });

  test("accepts a version that is there with the same packages, however it is written", async () => {
    const entry = { packages: PACKAGES, version: "1.2.3", $schema: "x", name: ENTRY.name };
    const said = await publish({ status: 200, entry });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining("in the registry already") });
  });

  test("refuses a version that is there with other packages", async () => {
    const [npm, bundle] = PACKAGES;
    const entry = { ...ENTRY, packages: [npm, { ...bundle, fileSha256: "cd" }] };
    expect(await publish({ status: 200, entry })).toMatchObject({
      code: 1,
      err: expect.stringContaining("other packages"),
    });
  });

  test("refuses to go on when the registry says something else, or its client is not the one that is pinned", async () => {
    expect(await publish({ status: 503 })).toMatchObject({ code: 1, err: expect.stringContaining("503") });
    const other = await publish({ status: 404 }, "0".repeat(64));
    expect(other.code).not.toBe(0);
    expect(other.out).not.toContain("called");
  });
});
