import { startServer } from "../../src/server/start-server.ts";

/** Runs a server until it is killed: `run-server.ts FOLDER PORT`. Prints its address. */
const [, , dataDir = "", port = "0"] = process.argv;
const server = await startServer({
  dataDir,
  port: Number(port),
  version: "0.0.0-test",
  setupToken: "test-token",
  serveInbox: false,
  limits: { requestsPerMinute: 1_000_000 },
});
process.stdout.write(`${server.url}\n`);
