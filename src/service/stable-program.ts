import { existsSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { wholePath } from "../config/paths.ts";
import { startCommand } from "../local/start-command.ts";
import { HiloopError } from "../protocol/error.ts";
import type { Command } from "./service-manager.ts";

/** Runners that install nothing, by where they keep what they run. */
const CACHES: readonly { of: string; path: RegExp }[] = [
  { of: "npx", path: /[\\/]_npx[\\/]/ },
  { of: "bunx", path: /[\\/]bunx-[^\\/]+[\\/].*node_modules[\\/]/ },
  { of: "pnpm dlx", path: /[\\/]pnpm[\\/]dlx[-\\/]/ },
];

/** How to start this hiloop, by a path that is still there after an upgrade. */
export function stableProgram(calledAs = process.argv0): Command {
  const [program, ...args] = startCommand();
  if (args.length > 0) return [program, ...args];
  const cache = CACHES.find(({ path }) => path.test(program));
  if (cache) {
    throw new HiloopError(
      "configuration",
      `This hiloop lies in ${cache.of}'s cache, from where it may be removed.`,
      { advice: "Install it for good first: npm install -g hiloop-mcp, or install.sh." },
    );
  }
  return [lastingName(program, calledAs)];
}

/** Homebrew puts each version into a folder of its own, and keeps links to the newest: such a link is the better name. */
function lastingName(program: string, calledAs: string): string {
  const [, prefix, formula] = program.match(/^(.*)\/Cellar\/([^/]+)\/[^/]+\/bin\/hiloop$/) ?? [];
  const byHomebrew = prefix && formula ? [join(prefix, "opt", formula, "bin", "hiloop")] : [];
  const typed = /[\\/]/.test(calledAs) ? wholePath(calledAs) : Bun.which(calledAs);
  const names = [...byHomebrew, ...(typed ? [typed] : [])];
  // A link by another name, such as hiloop-mcp, would start another face.
  const lasting = names.find(
    (name) => basename(name) === "hiloop" && existsSync(name) && leadsTo(name, program),
  );
  return lasting ?? program;
}

function leadsTo(name: string, program: string): boolean {
  return realpathSync(name) === realpathSync(program);
}
