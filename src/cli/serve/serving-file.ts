import { join } from "node:path";
import type { Paths } from "../../config/paths.ts";

/**
 * Where `hiloop serve` leaves, in its data folder, what it proves itself with. Not by the name that the local server's has, in
 * case somebody serves that one's folder.
 */
export function servingFileIn(dataDir: string): Pick<Paths, "server"> {
  return { server: join(dataDir, "serving.json") };
}
