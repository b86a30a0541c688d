/** MCP clients that take this configuration, and where they keep it. */
export const CLIENTS = [
  { name: "Claude Desktop", file: "claude_desktop_config.json", how: "Settings, Developer, Edit Config" },
  { name: "Cursor", file: "~/.cursor/mcp.json", how: "Settings, MCP, Add new global MCP server" },
  { name: "Windsurf", file: "~/.codeium/windsurf/mcp_config.json", how: "Settings, Cascade, MCP servers" },
] as const;

/** What goes into such a file. */
export function clientConfiguration(apiKey: string, baseUrl: string): string {
  const hiloop = {
    command: "hiloop",
    args: ["mcp"],
    env: { HILOOP_API_KEY: apiKey, HILOOP_BASE_URL: baseUrl },
  };
  return JSON.stringify({ mcpServers: { hiloop } }, null, 2);
}
