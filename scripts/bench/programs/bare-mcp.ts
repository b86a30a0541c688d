/** The least that an MCP server on stdio can be: it answers `initialize` and `ping` by hand and knows nothing else. */
const RESULTS: Record<string, unknown> = {
  initialize: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    serverInfo: { name: "bare", version: "0.0.0" },
  },
  ping: {},
};

let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text: string) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const { id, method } = JSON.parse(line);
    if (id !== undefined)
      process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: RESULTS[method] })}\n`);
  }
});
process.stdin.on("end", () => process.exit(0));
