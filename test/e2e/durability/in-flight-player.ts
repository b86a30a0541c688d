import { startServer } from "../../../src/server/start-server.ts";
import { RandomSession } from "./random-session.ts";
import { servedSpace } from "./served-space.ts";

/** Plays the sessions of some seeds against a server of its own: `in-flight-player.ts FOLDER RUNS_IN_A_SESSION SEED…`. */
const SESSIONS_AT_ONCE = 8;

const [, , dataDir = "", runs = "", ...given] = process.argv;
const limits = { requestsPerMinute: Number.MAX_SAFE_INTEGER };
const server = await startServer({ dataDir, port: 0, version: "0.0.0-test", serveInbox: false, limits });
const space = await servedSpace(server.url, server.setupToken ?? "");
const [agent, person] = await Promise.all([space.agent(), space.owner()]);
const seeds = given.map(Number).values();
let answers = 0;

async function playSessions(): Promise<void> {
  for (const seed of seeds) {
    const session = await RandomSession.begin(agent, person, seed);
    for (let run = 0; run < Number(runs); run++) await session.run();
    answers += session.answered.size;
  }
}

await Promise.all(Array.from({ length: SESSIONS_AT_ONCE }, playSessions));
process.stdout.write(`${answers}\n`);
process.exit(0);
