import { accountHome } from "../../config/account-home.ts";
import { startFolder } from "../../config/paths.ts";
import { repositoryOnWay } from "../../config/repository-on-way.ts";
import { pathToExecutable, startCommand } from "../../local/start-command.ts";

export type Entry = { command: string; args: string[]; env?: Record<string, string> };

/**
 * What a client is told to run: the absolute path, for clients with windows have a short PATH; and flags rather than
 * variables, which the settings of a cloned repository reach in several clients.
 */
export function mcpEntry(flags: string[]): Entry {
  const [command, ...args] = startCommand();
  return {
    command: args.length === 0 ? stablePath(command) : command,
    args: [...args, "mcp", ...flags],
  };
}

/**
 * The path in PATH that leads to this executable survives an upgrade; the real one may name a version. Not by a link in a
 * repository, which could lead elsewhere tomorrow.
 */
function stablePath(executable: string): string {
  const inPath = pathToExecutable(executable);
  if (inPath === undefined) return executable;
  const here = startFolder();
  const repository = here === undefined ? undefined : repositoryOnWay(inPath, here, accountHome);
  return repository === undefined ? inPath : executable;
}
