import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SettingsFolders } from "../../config/environment.ts";

/** How an MCP client is told of a server: the file, where in it, and what a started entry needs besides command and args. */
export type Client = {
  label: string;
  file(place: Place): string;
  path: readonly string[];
  extra: Readonly<Record<string, string>>;
  /** How to do it without touching the file. */
  byCommand?(entry: object): string;
};

export type Place = { userHome: string; platform: NodeJS.Platform; folders: SettingsFolders };

/** The clients that `hiloop setup` knows, by the name one types. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  "claude-desktop": {
    label: "Claude Desktop",
    file: ({ userHome, platform, folders }) => {
      const folder = {
        darwin: join(userHome, "Library", "Application Support"),
        win32: folders.appData,
      }[String(platform)];
      return join(folder ?? folders.xdgConfig, "Claude", "claude_desktop_config.json");
    },
    path: ["mcpServers", "hiloop"],
    extra: {},
  },
  "claude-code": {
    label: "Claude Code",
    file: ({ userHome, folders: { claudeConfig } }) => {
      // Where an early version left its file, later ones use that one still.
      const early = join(claudeConfig ?? join(userHome, ".claude"), ".config.json");
      return existsSync(early) ? early : join(claudeConfig ?? userHome, ".claude.json");
    },
    path: ["mcpServers", "hiloop"],
    extra: { type: "stdio" },
    byCommand: (entry) =>
      `claude mcp add-json -s user hiloop '${JSON.stringify(entry).replaceAll("'", "'\\''")}'`,
  },
  cursor: {
    label: "Cursor",
    file: ({ userHome }) => join(userHome, ".cursor", "mcp.json"),
    path: ["mcpServers", "hiloop"],
    extra: {},
  },
  windsurf: {
    label: "Windsurf",
    file: ({ userHome }) => join(userHome, ".codeium", "windsurf", "mcp_config.json"),
    path: ["mcpServers", "hiloop"],
    extra: {},
  },
};
