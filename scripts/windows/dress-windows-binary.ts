import { readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { replaceFile } from "../build/replace-file.ts";
import { putProgramBack, takeProgramOff } from "./program-section.ts";
import { withResources } from "./with-resources.ts";

const ROOT = join(import.meta.dir, "..", "..");

/**
 * Gives a compiled Windows executable our icon and version instead of Bun's, in place. Bun's own `compile.windows`
 * options do nothing, silently, when they are used on Linux. The same bytes give the same bytes.
 */
export async function dressWindowsBinary(path: string, { version }: { version: string }): Promise<void> {
  const compiled = await readFile(path);
  const icon = await readFile(join(import.meta.dir, "hiloop.ico"));
  const [copyright] = /^Copyright.*$/m.exec(await readFile(join(ROOT, "LICENSE"), "utf8")) ?? [];
  if (!copyright) throw new Error("LICENSE has no line that starts with Copyright.");
  try {
    // resedit refuses a file that has sections behind its resources: the program is taken off meanwhile.
    const { runtime, program } = takeProgramOff(compiled);
    const dress = { version, description: packageJson.description, copyright, icon };
    await replaceFile(path, putProgramBack(withResources(runtime, dress), program));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be given an icon and a version: ${reason}`, { cause: error });
  }
}
