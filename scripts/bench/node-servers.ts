import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "./child.ts";
import { McpClient } from "./mcp-client.ts";
import type { Bench } from "./row.ts";

const SERVERS = [
  { name: "server-everything", version: "2026.8.31", args: [] },
  { name: "server-filesystem", version: "2026.8.31", args: ["."] },
] as const;

export type NodeServer = { name: string; viaNode: string[]; viaNpx: string[]; env: Record<string, string> };

/** Well-known MCP servers for Node from npm: installed once by npm itself, and once more in the cache of `npx`. */
export async function nodeServers(bench: Bench): Promise<NodeServer[]> {
  const node = Bun.which("node");
  const npm = Bun.which("npm");
  const npx = Bun.which("npx");
  if (!node || !npm || !npx)
    throw new Error("Node.js with npm is not here: there is nothing to compare with.");
  const folder = join(bench.cache, "npm");
  const env = childEnvironment({ npm_config_cache: join(bench.cache, "npm-cache") });
  install(npm, folder, env);
  const servers = SERVERS.map(({ name, version, args }) => ({
    name,
    env,
    viaNode: [node, join(folder, "node_modules", "@modelcontextprotocol", name, "dist", "index.js"), ...args],
    viaNpx: [npx, "--offline", "--yes", `@modelcontextprotocol/${name}@${version}`, ...args],
  }));
  for (const server of servers) await warmNpx(bench, server);
  return servers;
}

function install(npm: string, folder: string, env: Record<string, string>): void {
  if (SERVERS.every(({ name }) => existsSync(join(folder, "node_modules", "@modelcontextprotocol", name))))
    return;
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(
    SERVERS.map(({ name, version }) => [`@modelcontextprotocol/${name}`, version]),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const { exitCode, stderr } = Bun.spawnSync(
    [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"],
    {
      cwd: folder,
      env,
    },
  );
  if (exitCode !== 0) throw new Error(`npm could not install the Node servers: ${stderr.toString()}`);
}

/** Fills the cache of `npx`, so that every timed start finds all it needs there and asks no registry. */
async function warmNpx(bench: Bench, { viaNpx, env }: NodeServer): Promise<void> {
  await using client = new McpClient(
    viaNpx.map((part) => (part === "--offline" ? "--prefer-offline" : part)),
    { cwd: bench.scratch, env },
  );
  await client.initialize();
}
