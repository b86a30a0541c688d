import { inviteDevice } from "../../client/membership.ts";
import { LocalSpace } from "../../local/local-space.ts";
import { openInbox } from "../../local/open-inbox.ts";
import { REDIRECT_SECONDS } from "../../local/redirect-file.ts";
import { HiloopError } from "../../protocol/error.ts";
import { defineCommand } from "../command.ts";
import { HOME_FLAGS } from "../config-flags.ts";
import { configFrom } from "../config-from.ts";
import type { Context } from "../context.ts";

export const command = defineCommand({
  flags: {
    link: {
      type: "boolean",
      description: `Show a sign-in link instead, on a terminal only: it works once, for ${REDIRECT_SECONDS} seconds`,
    },
    ...HOME_FLAGS,
  },
  run: async (flags, _positionals, context) => {
    const config = configFrom(flags);
    const space = new LocalSpace(config);
    if (flags.link) return await showLink(space, context);
    const opening = await openInbox(config, () => space.owner());
    context.print.line(opening.address);
    if (opening.opened) {
      context.print.note("Opened the inbox in your browser.");
      return 0;
    }
    throw new HiloopError("unavailable", `No browser can be opened from here: ${opening.reason}.`, {
      advice: "Run hiloop open in a desktop session of this computer, or hiloop open --link on a terminal.",
    });
  },
});

async function showLink(space: LocalSpace, { terminal, print }: Context): Promise<number> {
  if (!terminal.output) {
    throw new HiloopError("forbidden", "A sign-in link is shown on a terminal only.", {
      advice: "Run hiloop open --link without redirecting its output.",
    });
  }
  const { url } = await inviteDevice(await space.owner(), { expiresInSeconds: REDIRECT_SECONDS });
  print.line(url);
  print.note(
    `This link signs one browser in, within ${REDIRECT_SECONDS} seconds. From another computer, forward the port first: ssh -L ${new URL(url).port}:127.0.0.1:${new URL(url).port} HOST`,
  );
  return 0;
}
