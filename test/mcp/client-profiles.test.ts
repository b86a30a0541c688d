import { expect, test } from "bun:test";
import { maxWaitSeconds } from "../../src/mcp/client-profiles.ts";

test.each([
  ["some-client", false, 50],
  ["some-client", true, 50],
  ["@cline/core", false, 50],
  ["claude-code", false, 1500],
  ["codex-mcp-client", true, 280],
  ["gemini-cli-mcp-client", false, 570],
  ["qwen-cli-mcp-client-hiloop", false, 570],
  ["opencode", false, 50],
  ["opencode", true, 570],
  ["copilot-cli", false, 170],
  ["copilot-cli", true, 570],
  ["Claude-Code", true, 1500],
  ["opencode2", true, 50],
] as const)("%s (progress: %p) waits %p seconds", (name, hasProgress, seconds) => {
  expect(maxWaitSeconds(name, hasProgress)).toBe(seconds);
});

test("what the user set goes before the table", () => {
  expect(maxWaitSeconds("claude-code", true, 20)).toBe(20);
  expect(maxWaitSeconds("unknown", false, 3600)).toBe(3600);
});
