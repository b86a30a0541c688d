import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../config/environment.ts";
import { HiloopError } from "../protocol/error.ts";
import { executablePath } from "./executable-path.ts";

/** Whether this is the executable, or the sources run by Bun. */
function isCompiled(): boolean {
  return import.meta.dir.startsWith("/$bunfs") || /^[A-Z]:[\\/]~BUN/i.test(import.meta.dir);
}

/**
 * How this very hiloop is started: by its own path, where an upgrade may have put another; by its name in PATH once that
 * file is gone; from source by Bun.
 */
export function startCommand(): [string, ...string[]] {
  if (!isCompiled()) return [process.execPath, join(import.meta.dir, "..", "main.ts")];
  const own = executablePath();
  if (existsSync(own)) return [own];
  const inPath = findProgram("hiloop");
  if (inPath) return [inPath];
  throw new HiloopError("configuration", `${own} is gone, and no hiloop is in PATH.`, {
    advice: "Install hiloop again, then restart whatever started this one.",
  });
}

/** Where the user's own PATH leads to this executable, which a shell then finds by its name; undefined when it does not. */
export function pathToExecutable(executable: string): string | undefined {
  const found = Bun.which("hiloop");
  return found !== null && realpathSync(found) === realpathSync(executable) ? found : undefined;
}
