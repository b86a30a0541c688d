import { resolve } from "node:path";
import { Glob } from "bun";

const FOLDER = resolve(import.meta.dir, "../../test/vectors");

export async function vectorList(): Promise<string> {
  const files = [...new Glob("*.json").scanSync(FOLDER)].sort();
  const parts = files.map(async (file) => {
    const text = await Bun.file(resolve(FOLDER, file)).text();
    return `### ${file.replace(".json", "")}\n\n\`\`\`json\n${text.trim()}\n\`\`\``;
  });
  return (await Promise.all(parts)).join("\n\n");
}
