import { listSessions } from "../../client/sessions.ts";
import { visibleName } from "../../components/visible-text.ts";
import type { Config } from "../../config/config.ts";
import { LocalSpace } from "../../local/local-space.ts";
import { addressOf } from "../../local/server-file.ts";
import { VERSION } from "../../version.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import { SpaceAccess } from "../space-access.ts";

type Facts = Record<string, string | number | boolean>;

export const command = defineCommand({
  flags: { json: { type: "boolean", description: "Print JSON" }, ...SPACE_FLAGS },
  run: async (flags, _positionals, { print }) => {
    const config = configFrom(flags);
    const facts = {
      mode: config.space.mode,
      ...(config.profile === undefined ? {} : { profile: config.profile }),
      version: VERSION,
      ...(config.space.mode === "local" ? await localFacts(config) : await remoteFacts(config)),
    };
    if (flags.json) print.json(facts);
    else {
      const rows = Object.entries(facts).map(([name, value]) => [name, String(value)]);
      print.table({ columns: ["what", "is"], rows });
    }
    return 0;
  },
});

/** Starts nothing: looking must not wake the server. */
async function localFacts(config: Config): Promise<Facts> {
  const space = new LocalSpace(config);
  const running = await space.server.find();
  if (!running) {
    const silent = await space.server.findSilent();
    const facts = silent ? { server: "does not answer", pid: silent.pid } : { server: "asleep" };
    return { ...facts, home: config.paths.home };
  }
  const owner = await space.owner();
  const { items, nextCursor } = await listSessions(owner, { needsAnswer: true, limit: 100 });
  return {
    server: "running",
    address: addressOf(running),
    pid: running.pid,
    serverVersion: running.version,
    inboxConnected: owner.me.inboxConnected,
    sessionsWaiting: nextCursor ? `${items.length} or more` : items.length,
    home: config.paths.home,
  };
}

async function remoteFacts(config: Config): Promise<Facts> {
  const member = await new SpaceAccess(config).connectAgent("hiloop status");
  const { inboxAddress: address, agentName } = member;
  const { serverVersion, inboxConnected } = member.me;
  return { server: "running", address, serverVersion, inboxConnected, agent: visibleName(agentName) };
}
