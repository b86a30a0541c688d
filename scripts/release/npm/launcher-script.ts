import { join } from "node:path";

/** The launcher as one CommonJS file without dependencies. */
export async function launcherScript(): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "launcher.ts")],
    target: "node",
    format: "cjs",
  });
  const script = outputs[0];
  if (!script) throw new Error("The launcher of the npm package was not built.");
  return await script.text();
}
