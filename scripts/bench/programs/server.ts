import { startServer } from "../../../src/server/start-server.ts";

/** One hiloop server on a port, or on a free one. A load comes from few keys, so what each may do in a minute is not limited. */
const [dataDir = "", port = "0"] = process.argv.slice(2);
const unlimited = 1e9;
const server = await startServer({
  dataDir,
  port: Number(port),
  version: "0.0.0",
  limits: { waitsPerKey: unlimited, requestsPerMinute: unlimited },
});
const { url, setupToken } = server;
console.log(JSON.stringify(setupToken ? { url, setupToken } : { url }));
for await (const line of console) {
  // What is garbage by now is nothing that a wait holds.
  if (line === "tidy") Bun.gc(true);
  console.log(JSON.stringify({ waits: server.activity().waits }));
}
await server.stop();
process.exit(0);
