import type { Config } from "../../config/config.ts";
import { ownFolders, userHomeFolder, workingFolder } from "../../config/paths.ts";
import { runMcp } from "../../mcp/run-mcp.ts";
import { HiloopError } from "../../protocol/error.ts";
import { VERSION } from "../../version.ts";
import { defineCommand } from "../command.ts";
import { SPACE_FLAGS } from "../config-flags.ts";
import { ignoredNote } from "../ignored-note.ts";
import { type GivenFlags, readConfig } from "../read-config.ts";

export const command = defineCommand({
  flags: SPACE_FLAGS,
  run: async (flags, _positionals, context) => {
    const { config, problem } = configOrProblem(flags);
    if (problem) {
      // A client only shows that a server died. One that lives can say in every answer what is wrong.
      context.print.note(`hiloop: ${problem.sentence}`);
      const folders = {
        allowedDirs: [],
        cwd: workingFolder(),
        home: userHomeFolder(),
        ownFolders: ownFolders(),
      };
      await runMcp({ connect: () => Promise.reject(problem), config: folders, version: VERSION });
      return problem.exitCode;
    }
    const ignored = ignoredNote(config);
    if (ignored) context.print.note(`hiloop: ${ignored}`);
    // An assistant starts hiloop long before it asks anything: what talks to a server is loaded by the first call.
    let access: Promise<import("../space-access.ts").SpaceAccess> | undefined;
    const space = () => {
      access ??= Promise.all([import("../space-access.ts"), import("../config-from.ts")]).then(
        ([{ SpaceAccess }, { applyConfig }]) => new SpaceAccess(applyConfig(config)),
      );
      return access;
    };
    return await runMcp({
      connect: async (clientName) => {
        try {
          return await (await space()).connectAgent(clientName);
        } catch (thrown) {
          throw (await import("../../local/folder-error.ts")).systemError(thrown);
        }
      },
      announce: async (member) => {
        const sentence = await (await space()).announce(member);
        if (sentence) (await import("../../log.ts")).log.warn(sentence);
        return sentence;
      },
      notice: async (member) => (await space()).notice(member),
      askRecords: async () => (await space()).askRecords(),
      config: {
        maxWaitSeconds: config.maxWaitSeconds,
        allowedDirs: config.allowedDirs,
        cwd: config.cwd,
        home: config.userHome,
        ownFolders: ownFolders(config.paths.home),
      },
      version: VERSION,
      ...(ignored ? { note: `${ignored} Tell the user if that is unexpected.` } : {}),
    });
  },
});

type Configured = { config: Config; problem?: undefined } | { config?: undefined; problem: HiloopError };

function configOrProblem(flags: GivenFlags): Configured {
  try {
    return { config: readConfig(flags) };
  } catch (error) {
    if (error instanceof HiloopError) return { problem: error };
    throw error;
  }
}
