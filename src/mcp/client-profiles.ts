/** How long a client lets one tool call take, in seconds, and how long once it asked to hear about progress. */
type ClientProfile = { client: string; silentSeconds: number; withProgressSeconds: number };

const UNKNOWN_SECONDS = 50;

/**
 * Below each client's own measured limit. Claude Code moves a long call to the background and wakes its model with the
 * result; opencode and Copilot start their clock anew with every progress message; Codex and Gemini never do.
 */
const PROFILES: readonly ClientProfile[] = [
  { client: "claude-code", silentSeconds: 1_500, withProgressSeconds: 1_500 },
  { client: "codex-mcp-client", silentSeconds: 280, withProgressSeconds: 280 },
  { client: "gemini-cli-mcp-client", silentSeconds: 570, withProgressSeconds: 570 },
  { client: "qwen-cli-mcp-client", silentSeconds: 570, withProgressSeconds: 570 },
  { client: "opencode", silentSeconds: 50, withProgressSeconds: 570 },
  { client: "copilot-cli", silentSeconds: 170, withProgressSeconds: 570 },
];

/** How long a call of this client (`clientInfo.name`) may wait; what the user set goes before what was measured. */
export function maxWaitSeconds(clientName: string, hasProgress: boolean, setByUser?: number): number {
  if (setByUser !== undefined) return setByUser;
  const name = clientName.toLowerCase();
  const profile = PROFILES.find(({ client }) => name === client || name.startsWith(`${client}-`));
  if (!profile) return UNKNOWN_SECONDS;
  return hasProgress ? profile.withProgressSeconds : profile.silentSeconds;
}
