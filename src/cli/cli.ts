import type { Command } from "./command.ts";

export const NAME = "hiloop";
export const SUMMARY = "Ask a person, from any AI agent.";

export type CommandEntry = {
  summary: string;
  /** How long it may take to end after Ctrl-C or SIGTERM; `own` for one that listens to signals itself. */
  endsWithinMs?: number | "own";
  /** Whether it may tell of a newer release, and whether it waits for people and so has time to look for one. */
  updates?: "tells" | "looks";
} & ({ load(): Promise<{ command: Command }> } | { commands: Readonly<Record<string, CommandEntry>> });

/** Every command, in the order of the help. Each is loaded only when it runs or its own help is asked for. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  mcp: {
    summary: "Run the MCP server on stdin and stdout: what an MCP client starts",
    endsWithinMs: "own",
    load: () => import("./commands/mcp.ts"),
  },
  setup: {
    summary: "Show, or write, the configuration of an MCP client",
    load: () => import("./commands/setup.ts"),
  },
  open: {
    summary: "Open the inbox of the space on this computer, signed in",
    updates: "tells",
    load: () => import("./commands/open.ts"),
  },
  demo: {
    summary: "See the whole loop: a question, the inbox, your answer",
    updates: "looks",
    load: () => import("./commands/demo.ts"),
  },
  ask: {
    summary: "Ask a person and wait for the answer",
    updates: "looks",
    load: () => import("./commands/ask.ts"),
  },
  agent: {
    summary: "List, create and revoke the API keys that agents act with",
    commands: {
      list: {
        summary: "List the API keys of the space and the agents that used them",
        load: () => import("./commands/agent-list.ts"),
      },
      create: {
        summary: "Create an API key and show it once",
        load: () => import("./commands/agent-create.ts"),
      },
      revoke: {
        summary: "Revoke an API key, at once and for good",
        load: () => import("./commands/agent-revoke.ts"),
      },
    },
  },
  status: {
    summary: "Say which space is used and whether its server runs",
    updates: "tells",
    load: () => import("./commands/status.ts"),
  },
  stop: {
    summary: "Stop the server of the space on this computer",
    load: () => import("./commands/stop.ts"),
  },
  backup: {
    summary: "Save everything in hiloop's own folder, or a server's data, into one checked file",
    endsWithinMs: 10_000,
    load: () => import("./commands/backup.ts"),
  },
  restore: {
    summary: "Check a backup, and put it where nothing is yet",
    endsWithinMs: 10_000,
    load: () => import("./commands/restore.ts"),
  },
  serve: {
    summary: "Run a Hiloop server for a team",
    endsWithinMs: 10_000,
    load: () => import("./commands/serve.ts"),
  },
  upgrade: {
    summary: "Replace this hiloop by a newer release, checked by its signature",
    endsWithinMs: 5_000,
    load: () => import("./commands/upgrade.ts"),
  },
};
