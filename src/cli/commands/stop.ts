import { LocalServer } from "../../local/local-server.ts";
import { stopServer } from "../../local/stop-server.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";

export const command = defineCommand({
  flags: HOME_FLAGS,
  run: async (flags, _positionals, { print }) => {
    const stopped = await stopServer(new LocalServer(configFrom(flags)));
    print.note(
      stopped
        ? "Stopped the local server. It starts again when it is needed."
        : "No local server is running.",
    );
    return 0;
  },
});
